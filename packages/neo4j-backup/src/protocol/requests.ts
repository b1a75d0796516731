/** Requests, one frame each. Source: spec section 2. */
import { big64Field, byteField, i32Field, layout } from "../bytes/layout.ts";
import { encodeFrame } from "../wire/frame.ts";
import type { Dialect } from "./dialects.ts";

export const REQUEST = { full: 0, incremental: 1 } as const;

export const requestLayout = layout("request", 33, {
  type: byteField(0),
  session: big64Field(1),
  machineId: i32Field(9),
  eventId: i32Field(13),
  lastTx: big64Field(17),
  checksum: big64Field(25),
});

const context = (type: number, lastTx: bigint): Buffer =>
  requestLayout.encode({
    type,
    session: -1n,
    machineId: -1,
    eventId: -1,
    lastTx,
    checksum: -1n,
  });

export const encodeFullRequest = (dialect: Dialect, forensics: boolean): Buffer =>
  encodeFrame(
    dialect.applicationVersion,
    Buffer.concat([context(REQUEST.full, -1n), Buffer.from([forensics ? 1 : 0])]),
  );

/** Asks for the transactions after `lastTx`. */
export const encodeIncrementalRequest = (dialect: Dialect, lastTx: bigint): Buffer =>
  encodeFrame(dialect.applicationVersion, context(REQUEST.incremental, lastTx));
