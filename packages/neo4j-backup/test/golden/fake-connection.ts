/** A connection that gives bytes out of memory, in pieces of any size. */
import type { Connection } from "../../src/wire/socket.ts";
import { pieces } from "./entries.ts";

/** @param next size of each piece; the connection ends behind the last one */
export function connectionTo(bytes: Buffer, next: () => number = () => 65_536): Connection {
  const source = pieces(bytes, next);
  const fake = {
    where: "test:1",
    bytesRead: 0,
    read: async () => source.next().value as Buffer | undefined,
  };
  return fake as unknown as Connection;
}
