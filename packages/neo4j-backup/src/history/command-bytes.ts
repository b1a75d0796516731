/** Values that a command carries as dynamic records of its own. */
import type { DynamicRecord } from "../log/commands.ts";

const IN_USE = 1;

/**
 * The bytes of the chain that begins at `first`.
 * @returns undefined when the command does not hold all of it
 */
export function chainBytes(records: readonly DynamicRecord[], first: number): Buffer | undefined {
  const only = records[0];
  if (records.length === 1 && only?.id === first && only.flags & IN_USE && only.next === -1)
    return only.data;
  const byId = new Map(records.map((record) => [record.id, record]));
  const pieces: Buffer[] = [];
  for (let id = first; id !== -1; ) {
    const record = byId.get(id);
    if (!record?.data || !(record.flags & IN_USE)) return undefined;
    // Each record is used once, so a cycle ends here.
    byId.delete(id);
    pieces.push(record.data);
    id = record.next ?? -1;
  }
  return Buffer.concat(pieces);
}
