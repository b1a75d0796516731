import fs from "node:fs";
import path from "node:path";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import pg from "pg";
import superjson from "superjson";
import type { AppRouter } from "../../server/api/root.ts";
import { cookieHeader, keptState, type StorageState, signInByRequest } from "./administrator.ts";
import { Rows } from "./rows.ts";

/** A running Holdfast as tests see it: its address, its procedures, its rows, its files. */
export class Installation {
  readonly url: string;
  readonly dataDirectory: string;
  readonly storageRoot: string;
  readonly api: TRPCClient<AppRouter>;
  readonly rows: Rows;
  readonly #pool: pg.Pool;

  constructor(url: string, dataDirectory: string) {
    this.url = url;
    this.dataDirectory = dataDirectory;
    this.storageRoot = path.join(dataDirectory, "backups");
    this.api = this.#apiOf(() => keptState(dataDirectory));
    this.#pool = new pg.Pool({ connectionString: databaseUrl(dataDirectory), max: 3 });
    this.#pool.on("error", () => {}); // the server may be stopped first
    this.rows = new Rows(this.#pool);
  }

  /** The procedures as somebody else than the administrator may call them; as nobody without a session. */
  async apiAs(who: { email: string; password: string } | null): Promise<TRPCClient<AppRouter>> {
    const state = who ? await signInByRequest(this.url, who) : null;
    return this.#apiOf(() => state);
  }

  #apiOf(state: () => StorageState | null): TRPCClient<AppRouter> {
    return createTRPCClient<AppRouter>({
      links: [
        httpLink({
          url: `${this.url}/api/trpc`,
          transformer: superjson,
          headers: () => ({ ...cookieHeader(state()), origin: this.url }),
        }),
      ],
    });
  }

  /** Directories of a database's sets on disk, newest first. */
  setDirectories(slug: string): string[] {
    const directory = path.join(this.storageRoot, slug);
    if (!fs.existsSync(directory)) return [];
    return fs.readdirSync(directory).sort().reverse();
  }

  /** A path below a set's directory. */
  inSet(slug: string, set: string, ...below: string[]): string {
    return path.join(this.storageRoot, slug, set, ...below);
  }

  /** What the supervisor, the web server and the worker said so far. */
  log(): string {
    const file = path.join(this.dataDirectory, "console.log");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  }

  /** Lets go of the connections; the installation itself runs on. */
  async leave(): Promise<void> {
    await this.#pool.end();
  }
}

/** Where the embedded PostgreSQL of a data directory listens: its port is in the file that it keeps while it runs. */
function databaseUrl(dataDirectory: string): string {
  const lines = fs.readFileSync(path.join(dataDirectory, "pg/postmaster.pid"), "utf8").split("\n");
  const password = fs.readFileSync(path.join(dataDirectory, "pg-password"), "utf8");
  return `postgresql://app:${password}@127.0.0.1:${lines[3]}/holdfast`;
}
