import { type Context, createContext } from 'react'
import type { Room } from './use-room.ts'

/** How much room this builder has. @internal */
export const RoomContext: Context<Room> = createContext<Room>('wide')
