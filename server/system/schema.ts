export interface SystemStatus {
  workers: { id: string; lastSeen: Date; busy: boolean }[];
  postgres: "embedded" | "external";
  version: string;
  storageRoot: string;
  storageFreeBytes: number | null;
  storageTotalBytes: number | null;
}
