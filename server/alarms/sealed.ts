/** What is sealed of channels and pings, and for what. */
import { open, seal } from "../secrets/index.ts";

const channelPurpose = (id: string): string => `alarm-channel:${id}`;
const pingPurpose = (databaseId: string): string => `alarm-ping:${databaseId}`;

/** @throws SecretUnreadable */
export function openSecrets(channel: {
  id: string;
  secrets: string | null;
}): Record<string, string> {
  if (channel.secrets === null) return {};
  return JSON.parse(open(channel.secrets, channelPurpose(channel.id))) as Record<string, string>;
}

export const sealSecrets = (id: string, secrets: Record<string, string>): string | null =>
  Object.keys(secrets).length === 0 ? null : seal(JSON.stringify(secrets), channelPurpose(id));

/** @throws SecretUnreadable */
export const openPing = (watch: { databaseId: string; pingUrl: string | null }): string | null =>
  watch.pingUrl === null ? null : open(watch.pingUrl, pingPurpose(watch.databaseId));

export const sealPing = (databaseId: string, url: string): string =>
  seal(url, pingPurpose(databaseId));
