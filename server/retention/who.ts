import type { Context } from "../context.ts";

/** The name of whoever asks, for what is kept about it. */
export const whoAsks = ({ actor }: Context): string => actor?.name ?? "somebody";
