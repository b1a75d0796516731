/** Where a Neo4j keeps its database, by what people call the version ("Neo4j 2.3"): 3.0 moved it. */
export function storeHome(opensWith: string): string {
  const major = Number(/(\d+)\./.exec(opensWith)?.[1] ?? 2);
  return major >= 3 ? '"$NEO4J_HOME/data/databases/graph.db"' : '"$NEO4J_HOME/data/graph.db"';
}
