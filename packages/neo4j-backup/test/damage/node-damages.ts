import {
  decodeDynamicLabels,
  decodeLabelField,
  encodeDynamicLabels,
  encodeInlineLabels,
  isDynamicLabels,
} from "../../src/store/label-field.ts";
import { type Damage, damage } from "./damage.ts";
import { NoOccasion, type StoreEditor } from "./store-editor.ts";

const sparse = (s: StoreEditor) => s.some("nodes", (n) => !n.isDense && n.nextRel !== -1);
const inline = (s: StoreEditor, least: number) =>
  s.some("nodes", (n) => {
    const field = decodeLabelField(n.labels);
    return "labels" in field && field.labels.length >= least;
  });
const labelsOf = (field: number): number[] => {
  const decoded = decodeLabelField(field);
  return "labels" in decoded ? decoded.labels : [];
};
const fieldOf = (labels: number[]): number => {
  const field = encodeInlineLabels(labels);
  if (field === undefined) throw new NoOccasion("the labels do not fit");
  return field;
};
/** A node with dynamic labels, the record that holds them, and its data. */
function dynamic(s: StoreEditor) {
  const node = s.some("nodes", (n) => isDynamicLabels(n.labels));
  const field = decodeLabelField(node.labels);
  const first = "firstDynamic" in field ? field.firstDynamic : 0;
  const { length } = s.read("nodeLabels", first);
  const data = s.data("nodeLabels", first);
  const value = decodeDynamicLabels(data.subarray(0, length));
  if (!value || s.read("nodeLabels", first).next !== -1)
    throw new NoOccasion("more than one record");
  return { node, first, data, labels: value.labels };
}

export const NODE_DAMAGES: Damage[] = [
  damage(
    "a node with relationships is not in use",
    (s) => {
      s.write("nodes", sparse(s).id, { inUse: false });
    },
    "relationship-node-not-in-use",
  ),
  damage(
    "a free node record is in use",
    (s) => {
      s.write("nodes", s.free("nodes"), {
        inUse: true,
        nextRel: -1,
        nextProp: -1,
        labels: 0,
        isDense: false,
      });
    },
    "counts-node-wrong",
  ),
  damage(
    "a node begins with a relationship that is not in use",
    (s) => {
      s.write("nodes", sparse(s).id, { nextRel: s.free("relationships") });
    },
    "node-first-relationship-not-in-use",
  ),
  damage(
    "a node begins with a relationship behind the file's end",
    (s) => {
      s.write("nodes", sparse(s).id, { nextRel: s.count("relationships") + 5 });
    },
    "node-first-relationship-not-in-use",
  ),
  damage(
    "a node begins with a relationship of other nodes",
    (s) => {
      const { id } = sparse(s);
      const other = s.some("relationships", (r) => r.first !== id && r.second !== id);
      s.write("nodes", id, { nextRel: other.id });
    },
    "node-first-relationship-of-other-node",
  ),
  damage(
    "a node begins with a relationship in the middle of its chain",
    (s) => {
      const node = s.some("nodes", (n) => {
        if (n.isDense || n.nextRel === -1) return false;
        const r = s.read("relationships", n.nextRel);
        return (r.first === n.id ? r.firstNext : r.secondNext) !== -1;
      });
      const first = s.read("relationships", node.nextRel);
      s.write("nodes", node.id, {
        nextRel: first.first === node.id ? first.firstNext : first.secondNext,
      });
    },
    "node-first-relationship-not-first",
  ),
  damage(
    "a node has lost its relationships",
    (s) => {
      s.write("nodes", sparse(s).id, { nextRel: -1 });
    },
    "relationship-not-first",
  ),
  damage(
    "a node has a property record that is not in use",
    (s) => {
      s.write("nodes", s.some("nodes").id, { nextProp: s.free("properties") });
    },
    "property-not-in-use",
  ),
  damage(
    "two nodes share a property chain",
    (s) => {
      const [one, other] = [0, 1].map(() => s.some("nodes", (n) => n.nextProp !== -1));
      if (!one || !other || one.id === other.id) throw new NoOccasion("the same node");
      s.write("nodes", one.id, { nextProp: other.nextProp });
    },
    "property-used-twice",
  ),
  damage(
    "a node begins its properties in the middle of a chain",
    (s) => {
      const node = s.some(
        "nodes",
        (n) => n.nextProp !== -1 && s.read("properties", n.nextProp).next !== -1,
      );
      s.write("nodes", node.id, { nextProp: s.read("properties", node.nextProp).next });
    },
    "property-not-first",
  ),
  damage(
    "a node has lost its properties",
    (s) => {
      s.write("nodes", s.some("nodes", (n) => n.nextProp !== -1).id, { nextProp: -1 });
    },
    "property-orphan",
  ),
  damage(
    "a node has a label that does not exist",
    (s) => {
      const node = inline(s, 1);
      s.write("nodes", node.id, {
        labels: fieldOf([...labelsOf(node.labels).slice(0, 1), s.count("labels") - 1]),
      });
    },
    "node-label-unknown",
  ),
  damage(
    "a node's labels are out of order",
    (s) => {
      const node = inline(s, 2);
      s.write("nodes", node.id, { labels: fieldOf(labelsOf(node.labels).reverse()) });
    },
    "node-labels-not-sorted",
  ),
  damage(
    "a node has a label twice",
    (s) => {
      const node = inline(s, 1);
      const [label] = labelsOf(node.labels) as [number];
      s.write("nodes", node.id, { labels: fieldOf([label, label]) });
    },
    "node-labels-not-sorted",
  ),
  damage(
    "a node has lost its labels",
    (s) => {
      s.write("nodes", inline(s, 1).id, { labels: 0 });
    },
    "counts-node-wrong",
  ),
  damage(
    "a node has another label",
    (s) => {
      const node = inline(s, 1);
      const mine = labelsOf(node.labels);
      const other = s.one(s.all("labels").filter(({ id }) => !mine.includes(id)));
      s.write("nodes", node.id, {
        labels: fieldOf([...mine.slice(1), other.id].sort((a, b) => a - b)),
      });
    },
    "counts-node-wrong",
  ),
  damage(
    "a node that is not dense is marked dense",
    (s) => {
      s.write("nodes", sparse(s).id, { isDense: true });
    },
    "group-not-in-use",
    "group-of-other-owner",
    "group-used-twice",
  ),
  damage(
    "a dense node is marked as not dense",
    (s) => {
      s.write("nodes", s.some("nodes", (n) => n.isDense).id, { isDense: false });
    },
    "node-first-relationship-of-other-node",
    "node-first-relationship-not-in-use",
    "node-first-relationship-not-first",
    "relationship-not-first",
  ),
  damage(
    "the record of a node's labels is not in use",
    (s) => {
      s.write("nodeLabels", dynamic(s).first, { inUse: false });
    },
    "dynamic-not-in-use",
  ),
  damage(
    "a node refers to a record of labels that is not in use",
    (s) => {
      s.write("nodes", dynamic(s).node.id, { labels: 2 ** 39 + s.free("nodeLabels") });
    },
    "dynamic-not-in-use",
  ),
  damage(
    "a node's labels say that they belong to another node",
    (s) => {
      const { node, data, labels } = dynamic(s);
      data.set(encodeDynamicLabels(node.id === 0 ? 1 : node.id - 1, labels));
    },
    "node-labels-of-other-node",
    "node-labels-unreadable",
  ),
  damage(
    "a node's labels in a record of their own are out of order",
    (s) => {
      const { node, data, labels } = dynamic(s);
      data.set(encodeDynamicLabels(node.id, [...labels].reverse()));
    },
    "node-labels-not-sorted",
  ),
  damage(
    "a node's labels are an array of another type",
    (s) => {
      const { data } = dynamic(s);
      data[0] = 1;
    },
    "node-labels-unreadable",
  ),
];
