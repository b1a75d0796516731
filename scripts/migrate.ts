// `prisma migrate deploy` and `prisma migrate diff` with the WASM schema engine from npm (no downloaded binary)
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import * as bg from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

// adapter-pg 7.10 has no mapping for the catalog's internal "char" (OID 18), which the engine's introspection
// queries return; report it as bpchar. Only needed for diff, not for deploy.
let charColumns = new Set<string>();
class CharClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: pg's overloads
  override query(...args: any[]): any {
    // biome-ignore lint/suspicious/noExplicitAny: pg's overloads
    const fix = (r: any) => {
      for (const f of r?.fields ?? [])
        if (f.dataTypeID === 18) {
          f.dataTypeID = 1042;
          charColumns.add(f.name);
        }
      return r;
    };
    const last = args.length - 1;
    const cb = args[last];
    if (typeof cb === "function") args[last] = (e: unknown, r: unknown) => cb(e, fix(r)); // pg-pool's way
    // biome-ignore lint/suspicious/noExplicitAny: pg's overloads
    const p = (super.query as any)(...args);
    return typeof p?.then === "function" ? p.then(fix) : p;
  }
}

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const baseDir = path.join(root, "prisma", "migrations");

let loaded = false;
let panic = "";
(globalThis as Record<string, unknown>).PRISMA_WASM_PANIC_REGISTRY = {
  set_message: (m: string) => {
    panic = m;
    console.error(m);
  },
};
async function loadWasm() {
  if (loaded) return;
  const file = path.join(
    path.dirname(
      createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg"),
    ),
    "schema_engine_bg.wasm",
  );
  // the engine never clears its 10 s lock timer, which would keep the process alive for 10 s
  const imports = Object.fromEntries(
    Object.entries(bg).map(([k, f]) =>
      k.startsWith("__wbg_setTimeout")
        ? [
            k,
            (...a: unknown[]) => {
              const t = (f as (...a: unknown[]) => NodeJS.Timeout)(...a);
              t?.unref?.();
              return t;
            },
          ]
        : [k, f],
    ),
  );
  const { instance } = await WebAssembly.instantiate(fs.readFileSync(file), {
    "./schema_engine_bg.js": imports as never,
  });
  bg.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  loaded = true;
}

function migrationsList() {
  const dirs = fs.existsSync(baseDir)
    ? fs
        .readdirSync(baseDir, { withFileTypes: true })
        .filter((d) => d.isDirectory())
        .map((d) => d.name)
        .sort()
    : [];
  const lock = path.join(baseDir, "migration_lock.toml");
  return {
    baseDir,
    lockfile: {
      path: "migration_lock.toml",
      content: fs.existsSync(lock) ? fs.readFileSync(lock, "utf8") : null,
    },
    shadowDbInitScript: "",
    migrationDirectories: dirs.map((d) => ({
      path: d,
      migrationFile: {
        path: "migration.sql",
        content: {
          tag: "ok" as const,
          value: fs.readFileSync(path.join(baseDir, d, "migration.sql"), "utf8"),
        },
      },
    })),
  };
}
const schemas = (): [string, string][] => [
  [
    path.join(root, "prisma/schema.prisma"),
    fs.readFileSync(path.join(root, "prisma/schema.prisma"), "utf8"),
  ],
];
const filters = { externalTables: [], externalEnums: [] };

// own factory: adapter-pg's connectToShadowDb spreads {...config, database}, and a connectionString in config wins
// over `database`, so its "shadow" would be the main database
type Adapter = Awaited<ReturnType<PrismaPg["connect"]>>;
// and adapter-pg cuts a script at every semicolon, those inside functions too; whole, it is one transaction as well
function withWholeScripts(a: Adapter, pool: pg.Pool): Adapter {
  const { onError } = a as unknown as { onError(thrown: unknown): never };
  a.executeScript = async (script) => {
    await pool.query(script).catch((thrown) => onError.call(a, thrown));
  };
  return a;
}
function withChar(a: Adapter): Adapter {
  const orig = a.queryRaw.bind(a);
  a.queryRaw = async (q) => {
    charColumns = new Set();
    const r = await orig(q);
    r.columnNames.forEach((n, i) => {
      if (charColumns.has(n)) r.columnTypes[i] = ColumnTypeEnum.Character;
    });
    return r;
  };
  return a;
}
class Factory extends PrismaPg {
  pools: pg.Pool[] = [];
  private readonly url: string;
  constructor(url: string) {
    super({ connectionString: url });
    this.url = url;
  }
  private open(url: string) {
    const pool = new pg.Pool({ connectionString: url, max: 2, Client: CharClient as never });
    pool.on("connect", (client) => client.on("error", () => {}));
    pool.on("error", () => {}); // end() resolves before the sockets close: a server stopping right after must not be fatal
    this.pools.push(pool);
    return new PrismaPg(pool).connect().then((a) => withWholeScripts(withChar(a), pool));
  }
  override connect() {
    return this.open(this.url);
  }
  override async connectToShadowDb() {
    const name = `shadow_${Date.now().toString(36)}`;
    const admin = new pg.Client({ connectionString: this.url });
    admin.on("error", () => {});
    await admin.connect();
    await admin.query(`create database ${name}`);
    await admin.end();
    const u = new URL(this.url);
    u.pathname = `/${name}`;
    return this.open(u.href);
  }
  // the engine's free() leaves its connections open (then CREATE DATABASE … TEMPLATE fails)
  async close() {
    await Promise.all(this.pools.map((p) => p.end().catch(() => {})));
  }
}

async function withEngine<T>(url: string, fn: (e: bg.SchemaEngine) => Promise<T>): Promise<T> {
  await loadWasm();
  const factory = new Factory(url);
  try {
    const e = await bg.SchemaEngine.new(
      { datamodels: schemas() },
      (_: string) => {},
      bindMigrationAwareSqlAdapterFactory(factory),
    );
    try {
      return await fn(e);
    } finally {
      e.free();
    }
  } catch (err) {
    throw panic ? new Error(panic) : err;
  } finally {
    await factory.close();
  }
}

/** Applies the committed migrations that a database lacks, as `prisma migrate deploy` does. */
/** Applies the committed migrations that a database lacks, as `prisma migrate deploy` does. */
export const migrateDeploy = (url: string): Promise<string[]> =>
  withEngine(
    url,
    async (e) =>
      (await e.applyMigrations({ migrationsList: migrationsList(), filters }))
        .appliedMigrationNames,
  );

/** SQL from the committed migrations to schema.prisma. Only against a throwaway cluster: it creates a shadow database. */
export const migrateDiff = (url: string): Promise<string> =>
  withEngine(url, async (e) => {
    const r = await e.diff({
      from: { tag: "migrations", ...migrationsList() },
      to: {
        tag: "schemaDatamodel",
        files: schemas().map(([path, content]) => ({ path, content })),
      },
      script: true,
      exitCode: null,
      filters,
    });
    return r.stdout ?? "";
  });

/** Whether `migrateDiff` found nothing to do. */
export const isEmptyMigration = (sql: string): boolean =>
  !sql.trim() || sql.includes("This is an empty migration");
