/** The text beside a backup that says how to restore it with Neo4j alone. */
export function readme(facts: {
  setId: string;
  databaseName: string;
  startedAt: Date;
  storeFamily: string;
  storeVersion: string;
}): string {
  return `Backup set ${facts.setId} of the database "${facts.databaseName}"
Made by Holdfast. Full backup begun ${facts.startedAt.toISOString()} (UTC).
Store version ${facts.storeVersion}: ${facts.storeFamily}.

HOW TO RESTORE WITHOUT HOLDFAST

The directory "store" is a Neo4j database directory. Neo4j opens it as it is and replays
the transaction logs in it (neostore.transaction.db.*) by itself, up to the last transaction
that was backed up.

1. Stop the Neo4j that is to take the data.
2. Move its old database directory away; do not mix old and new files.
   (Neo4j 2.x: data/graph.db. Neo4j 3.x: data/databases/graph.db.)
3. Copy the contents of "store" to that place. Copy: keep this backup as it is.
     cp -a store /path/to/neo4j/data/graph.db
4. Give the files to the user that Neo4j runs as, with permission to write.
     chown -R neo4j:neo4j /path/to/neo4j/data/graph.db
5. Start the same Neo4j version as the backup's (${facts.storeFamily}).
   The first start replays the logs; the more of them, the longer it takes.

Do not start a Neo4j on this directory itself: it would change the backup.

manifest.json lists every file with its size and SHA-256, and the transactions in each log.
("neostore" is hashed with bytes 19 to 26 read as zeros: they name the current log file and
change with each incremental backup.)
`;
}
