import net from "node:net";

/** The first port of a range that nobody listens on. */
export async function freePort(from: number, to = from + 50, host = "127.0.0.1"): Promise<number> {
  for (let port = from; port <= to; port++) if (await isFree(port, host)) return port;
  throw new Error(from === to ? `port ${from} is in use` : `ports ${from} to ${to} are all in use`);
}

/** Whether a port can be listened on. Other trouble than "in use", such as an address that is not ours, is thrown. */
async function isFree(port: number, host: string): Promise<boolean> {
  return await new Promise<boolean>((resolve, reject) => {
    const server = net.createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(false) : reject(error),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
