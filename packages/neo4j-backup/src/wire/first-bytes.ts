/** What a service that is no backup server says first. */

/** An alert or a handshake of SSL 3.0 to TLS 1.3. Source: RFC 5246, section 6.2.1; RFC 8446, section 5.1. */
export const isTlsRecord = (bytes: Buffer): boolean =>
  (bytes[0] === 0x15 || bytes[0] === 0x16) && bytes[1] === 3 && (bytes[2] as number) <= 4;

/**
 * Which service begins its answer like this; undefined when these bytes tell nothing.
 * @param first four bytes
 */
export function serviceOf(first: Buffer): string | undefined {
  if (isTlsRecord(first)) return "a TLS server: the backup port has no encryption";
  const text = first.toString("latin1");
  if (text.startsWith("HTTP")) return "an HTTP server";
  if (text.startsWith("SSH-")) return "an SSH server";
  return /^[\x20-\x7e\r\n]{4}$/.test(text) ? `a service that says "${text.trim()}"` : undefined;
}
