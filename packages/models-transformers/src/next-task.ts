/**
 * Waits for the next task of the event loop. ONNX Runtime's WASM runs within promises alone, so without this a worker
 * that generates would not see the message that tells it to stop. (A timer of 0 ms would wait 4.)
 * @internal
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
