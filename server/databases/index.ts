export { addDatabase } from "./add.ts";
export { addDemo } from "./add-demo.ts";
export { addressesOf } from "./addresses.ts";
export { editDatabase, moveDemo, rememberStore } from "./edit.ts";
export { holdsInForce } from "./holds.ts";
export {
  databaseById,
  databaseBySlug,
  demoDatabase,
  listDatabases,
  nameOfStore,
  removedDatabase,
  storageDirectory,
} from "./queries.ts";
export { databasesBeingRemoved, forgetDatabase, removeDatabase } from "./remove.ts";
export { saveTags, saveTarget } from "./save-watch.ts";
export * from "./schema.ts";
export { storeFamily } from "./store-family.ts";
