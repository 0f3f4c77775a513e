import type { ReactElement } from 'react'

/** A skep: a woven hive in three rounds. */
export function Mark(): ReactElement {
  return (
    <svg viewBox="0 0 32 32" width={22} height={22} aria-hidden="true" className="sk:text-accent">
      <path
        fill="currentColor"
        d="M6 26c0-2 .6-3.400 1.600-4.600-.4-2 .2-3.800 1.600-5.200-.2-2.200.8-4 2.600-5.200C12.600 8.400 14 7 16 7s3.400 1.400 4.200 4c1.800 1.200 2.800 3 2.600 5.200 1.400 1.400 2 3.200 1.600 5.200 1 1.200 1.600 2.600 1.600 4.600z"
      />
      <path
        className="sk:stroke-surface"
        strokeWidth="1.500"
        strokeLinecap="round"
        d="M9.500 16.200h13M7.800 21.400h16.400M12 11h8"
      />
      <path className="sk:fill-surface" d="M14 26v-1.500a2 2 0 0 1 4 0V26z" />
    </svg>
  )
}
