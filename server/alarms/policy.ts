import type { Context } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { isZone } from "../zones/index.ts";
import type { AlarmPolicyDto } from "./schema.ts";

const ONLY = { id: 1 };

/** Until somebody sets them. */
export const DEFAULT_ALARM_POLICY: AlarmPolicyDto = {
  zone: "UTC",
  quiet: false,
  quietFrom: 22 * 60,
  quietTo: 7 * 60,
  quietDays: [1, 2, 3, 4, 5, 6, 7],
  criticalPasses: true,
  remindMinutes: 240,
  digest: "off",
  digestAt: 8 * 60,
  digestDay: 1,
  digestChannelIds: [],
};

/** Quiet hours, reminders and digest as they are set. */
export async function readPolicy(ctx: Pick<Context, "db">): Promise<AlarmPolicyDto> {
  const row = await ctx.db.alarmPolicy.findUnique({ where: ONLY });
  if (!row) return DEFAULT_ALARM_POLICY;
  const { id: _id, digestSlot: _slot, ...policy } = row;
  return policy as AlarmPolicyDto;
}

/** Sets quiet hours, reminders and digest; what waits already keeps its time. */
export async function savePolicy(ctx: Context, input: AlarmPolicyDto): Promise<AlarmPolicyDto> {
  if (!isZone(input.zone))
    throw new Refusal("invalid", `"${input.zone}" is no time zone: use a name like Europe/Berlin`);
  if (input.quiet && input.quietFrom === input.quietTo)
    throw new Refusal("invalid", "quiet hours that end when they begin would never be over");
  const known = await ctx.db.alarmChannel.count({ where: { id: { in: input.digestChannelIds } } });
  if (known !== new Set(input.digestChannelIds).size)
    throw new Refusal("not-found", "a channel of the digest does not exist (any more)");
  if (input.digest !== "off" && known === 0)
    throw new Refusal("invalid", "choose at least one channel for the digest");
  await ctx.db.alarmPolicy.upsert({ where: ONLY, create: { ...ONLY, ...input }, update: input });
  return await readPolicy(ctx);
}
