import { connect } from "node:net";

const patienceMs = 1_000;

/** Whether something accepts TCP connections at an address. */
export function answers(at: { readonly address: string; readonly port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: at.address, port: at.port });
    const end = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(patienceMs, end(false));
    socket.once("connect", end(true));
    socket.once("error", end(false));
  });
}
