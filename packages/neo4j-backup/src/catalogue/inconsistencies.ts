/**
 * Every way the records of a store can contradict each other: one row a kind. Pure data, safe for a
 * browser. In a sentence `{id}` is the record, `{other}` the record it refers to, `{value}` what was found.
 */

export interface InconsistencyRow {
  /** What part of the store it is about, for grouping. */
  about:
    | "metadata"
    | "record"
    | "node"
    | "relationship"
    | "group"
    | "property"
    | "value"
    | "token"
    | "schema"
    | "log"
    | "counts";
  sentence: string;
}

const row = (about: InconsistencyRow["about"], sentence: string): InconsistencyRow => ({
  about,
  sentence,
});

export const INCONSISTENCIES = {
  "metadata-unreadable": row("metadata", "The metadata store cannot be read: {value}."),
  "store-file-missing": row("metadata", "The store file is missing."),
  "store-header-damaged": row(
    "metadata",
    "The head of the store file gives no record size: {value}.",
  ),

  "record-unreadable": row("record", "Record {id} is in use, but cannot be read: {value}."),
  "second-unit-used-twice": row(
    "record",
    "Record {id} goes on in record {value}, in which another one goes on as well.",
  ),

  "node-label-unknown": row("node", "Node {id} has label {value}, which is not in use."),
  "node-labels-not-sorted": row(
    "node",
    "The labels of node {id} are not in ascending order, or one is there twice: {value}.",
  ),
  "node-labels-unreadable": row(
    "node",
    "The labels of node {id}, kept in {other}, are no list of labels.",
  ),
  "node-labels-of-other-node": row(
    "node",
    "The labels of node {id}, kept in {other}, say that they belong to node {value}.",
  ),
  "node-first-relationship-not-in-use": row(
    "node",
    "Node {id} begins its relationships with {other}, which is not in use.",
  ),
  "node-first-relationship-of-other-node": row(
    "node",
    "Node {id} begins its relationships with {other}, which joins other nodes.",
  ),
  "node-first-relationship-not-first": row(
    "node",
    "Node {id} begins its relationships with {other}, which is not marked as first of that node.",
  ),
  "node-chain-length-wrong": row(
    "node",
    "The relationships of node {id} begin with {other}; the length it holds and the chain's length are {value}.",
  ),
  "node-chain-cycle": row(
    "node",
    "The relationships of node {id} return to {other} instead of ending.",
  ),
  "node-property-missing": row(
    "node",
    "Node {id} lacks property key {value}, which an existence constraint demands.",
  ),
  "node-value-not-unique": row(
    "node",
    "Node {id} and {other} have the same value in a property that must be unique: {value}.",
  ),

  "relationship-node-not-in-use": row(
    "relationship",
    "Relationship {id} has as its {value} node {other}, which is not in use.",
  ),
  "relationship-type-unknown": row(
    "relationship",
    "Relationship {id} has type {value}, which is not in use.",
  ),
  "relationship-next-not-in-use": row(
    "relationship",
    "Relationship {id} is followed on its {value} node's side by {other}, which is not in use.",
  ),
  "relationship-next-of-other-node": row(
    "relationship",
    "Relationship {id} is followed on its {value} node's side by {other}, which does not belong to that node.",
  ),
  "relationship-next-not-back": row(
    "relationship",
    "Relationship {id} is followed on its {value} node's side by {other}, which names another one before it.",
  ),
  "relationship-next-of-other-chain": row(
    "relationship",
    "Relationship {id} is followed on its {value} node's side by {other}, whose type or direction is another one.",
  ),
  "relationship-previous-not-in-use": row(
    "relationship",
    "Relationship {id} follows on its {value} node's side {other}, which is not in use.",
  ),
  "relationship-previous-of-other-node": row(
    "relationship",
    "Relationship {id} follows on its {value} node's side {other}, which does not belong to that node.",
  ),
  "relationship-previous-not-back": row(
    "relationship",
    "Relationship {id} follows on its {value} node's side {other}, which names another one behind it.",
  ),
  "relationship-not-first": row(
    "relationship",
    "Relationship {id} is marked as first of its {value} node, {other}, which begins with another one.",
  ),
  "relationship-loop-sides-differ": row(
    "relationship",
    "Relationship {id} joins a node with itself, but its two sides have other neighbours.",
  ),
  "relationship-not-in-chain": row(
    "relationship",
    "Relationship {id} names {other} as a node of its own, but cannot be reached from it.",
  ),
  "relationship-chain-unclear": row(
    "relationship",
    "The chains around relationship {id} do not add up.",
  ),
  "relationship-property-missing": row(
    "relationship",
    "Relationship {id} lacks property key {value}, which an existence constraint demands.",
  ),

  "group-not-in-use": row(
    "group",
    "{other} refers to relationship group {id}, which is not in use.",
  ),
  "group-of-other-owner": row(
    "group",
    "Relationship group {id} is reached from {other}, but says that it belongs to node {value}.",
  ),
  "group-types-not-ascending": row(
    "group",
    "Relationship group {id} of {other} has type {value}, which is not above the type before it.",
  ),
  "group-type-unknown": row(
    "group",
    "Relationship group {id} has type {value}, which is not in use.",
  ),
  "group-used-twice": row(
    "group",
    "Relationship group {id} is reached a second time, from {other}.",
  ),
  "group-orphan": row("group", "Relationship group {id} is in use, but no node leads to it."),
  "group-first-relationship-not-in-use": row(
    "group",
    "Relationship group {id} begins its {value} relationships with {other}, which is not in use.",
  ),
  "group-first-relationship-of-other-node": row(
    "group",
    "Relationship group {id} begins its {value} relationships with {other}, which does not belong to the group's node.",
  ),
  "group-first-relationship-of-other-chain": row(
    "group",
    "Relationship group {id} begins its {value} relationships with {other}, whose type or direction is another one.",
  ),
  "group-first-relationship-not-first": row(
    "group",
    "Relationship group {id} begins its {value} relationships with {other}, which is not marked as first.",
  ),
  "group-chain-length-wrong": row(
    "group",
    "A chain of relationship group {id} begins with {other}; the length it holds and the chain's length are {value}.",
  ),
  "group-chain-cycle": row(
    "group",
    "A chain of relationship group {id} returns to {other} instead of ending.",
  ),

  "property-not-in-use": row(
    "property",
    "{other} refers to property record {id}, which is not in use.",
  ),
  "property-not-first": row(
    "property",
    "{other} begins its properties with property record {id}, which follows property record {value}.",
  ),
  "property-not-back": row(
    "property",
    "Property record {id} follows {other}, but names {value} as the one before it.",
  ),
  "property-used-twice": row(
    "property",
    "Property record {id} is reached a second time, from {other}.",
  ),
  "property-chain-cycle": row(
    "property",
    "The properties of {other} return to property record {id} instead of ending.",
  ),
  "property-orphan": row("property", "Property record {id} is in use, but belongs to nothing."),
  "property-key-unknown": row(
    "property",
    "Property record {id} has key {value}, which is not in use.",
  ),
  "property-key-twice": row(
    "property",
    "{other} has key {value} twice; the second is in property record {id}.",
  ),
  "property-type-unknown": row(
    "property",
    "Property record {id} holds a value of no known type: {value}.",
  ),
  "property-value-unreadable": row(
    "property",
    "Property record {id} holds a value that cannot be read: {value}.",
  ),
  "property-blocks-too-long": row(
    "property",
    "Property record {id} holds a value that reaches over its end.",
  ),

  "dynamic-not-in-use": row("value", "{other} refers to record {id}, which is not in use."),
  "dynamic-begins-with-continuation": row(
    "value",
    "{other} refers to record {id} as the first of a value, but it continues one.",
  ),
  "dynamic-continues-with-first": row(
    "value",
    "{other} is continued by record {id}, which is the first of another value.",
  ),
  "dynamic-length-wrong": row(
    "value",
    "Record {id} says that it holds {value} bytes, more than it has room for.",
  ),
  "dynamic-not-full": row(
    "value",
    "Record {id} is continued, but not full: it holds {value} bytes.",
  ),
  "dynamic-empty": row("value", "Record {id} holds nothing."),
  "dynamic-used-twice": row("value", "Record {id} is reached a second time, from {other}."),
  "dynamic-orphan": row("value", "Record {id} is in use, but nothing leads to it."),
  "array-unreadable": row(
    "value",
    "The array of {other}, which begins in record {id}, cannot be read.",
  ),

  "token-name-empty": row("token", "Token {id} has an empty name."),
  "token-name-twice": row("token", "Token {id} and {other} have the same name: {value}."),

  "schema-rule-unreadable": row("schema", "Schema rule {id} cannot be read."),
  "schema-label-unknown": row(
    "schema",
    "Schema rule {id} is about label {value}, which is not in use.",
  ),
  "schema-type-unknown": row(
    "schema",
    "Schema rule {id} is about relationship type {value}, which is not in use.",
  ),
  "schema-key-unknown": row(
    "schema",
    "Schema rule {id} is about property key {value}, which is not in use.",
  ),
  "schema-rule-twice": row("schema", "Schema rule {id} says the same as {other}."),
  "schema-index-not-back": row(
    "schema",
    "Constraint {id} owns {other}, which is no index of this constraint.",
  ),
  "schema-constraint-not-back": row(
    "schema",
    "Index {id} belongs to {other}, which is no constraint with this index.",
  ),

  "log-before-image-wrong": row(
    "log",
    "Transaction {value} says what record {id} was before it, but it was something else.",
  ),

  "counts-unreadable": row("counts", "Neither file of the counts store can be read: {value}."),
  "counts-node-wrong": row(
    "counts",
    "The counts store has {value} {what}, the records have {found}.",
  ),
  "counts-relationship-wrong": row(
    "counts",
    "The counts store has {value} {what}, the records have {found}.",
  ),
  "counts-of-nothing": row(
    "counts",
    "The counts store keeps a count of 0 {what}, which belongs into no counts store.",
  ),
} as const satisfies Record<string, InconsistencyRow>;

export type InconsistencyKind = keyof typeof INCONSISTENCIES;

/** A record of a store file. */
export interface RecordRef {
  /** File name below the store directory. */
  store: string;
  recordId: number;
}

export interface Inconsistency extends RecordRef {
  kind: InconsistencyKind;
  /** The kind's sentence with this finding's records in it. */
  message: string;
  /** Where the record lies in its file. */
  offset: number;
  other?: RecordRef;
}

/** @param words by placeholder */
export const inconsistencyMessage = (
  kind: InconsistencyKind,
  words: Readonly<Record<string, string | number>>,
): string =>
  INCONSISTENCIES[kind].sentence.replace(/\{(\w+)\}/g, (_, name) => String(words[name] ?? "?"));
