import { ALARM_KINDS, KINDS } from "./catalogue.ts";
import { CHANNEL_KINDS, CHANNELS } from "./channel-fields.ts";
import type { AlarmKindDto, ChannelKindDto } from "./schema.ts";

/** Every kind of alarm, for forms and filters. */
export const listKinds = (): AlarmKindDto[] =>
  ALARM_KINDS.map((kind) => {
    const { name, when, severity, ofDatabase } = KINDS[kind];
    return { kind, name, when, severity, ofDatabase };
  });

/** Every kind of channel with the fields of its form. */
export const listChannelKinds = (): ChannelKindDto[] =>
  CHANNEL_KINDS.map((kind) => ({ kind, ...CHANNELS[kind] }));
