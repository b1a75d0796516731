/*
 * LabDriver - one Java file that drives a REAL embedded Neo4j Enterprise of any line 2.2 .. 3.5.
 * It is compiled once per version (against that version's jars) by the `neo4jlab` script.
 *
 *   LabDriver server DIR PORT [key=value ...]   open DIR, serve online backup on 127.0.0.1:PORT, read commands on stdin
 *   LabDriver digest DIR [key=value ...]        open DIR without a backup server, print counts + digest, close cleanly
 *   LabDriver check  DIR [report-dir]           run that version's consistency checker on a cleanly closed DIR
 *
 * Everything that changed place or signature between 2.2 and 3.5 is reached by reflection, so that the same
 * source compiles everywhere. Every stdin command is answered by exactly one line starting with OK or ERR.
 */
import org.neo4j.graphdb.*;
import org.neo4j.graphdb.factory.*;
import org.neo4j.graphdb.index.Index;
import org.neo4j.graphdb.schema.*;
import org.neo4j.kernel.DeadlockDetectedException;

import java.io.*;
import java.lang.reflect.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

public class LabDriver {
  // ------------------------------------------------------------------ names usable as label and as relationship type
  static final class N implements Label, RelationshipType {
    final String n; N(String n) { this.n = n; }
    public String name() { return n; }
    public String toString() { return n; }
    public boolean equals(Object o) { return o instanceof N && ((N) o).n.equals(n); }
    public int hashCode() { return n.hashCode(); }
  }
  static final N[] LABELS = { new N("Person"), new N("Account"), new N("Document"), new N("Tag") };
  static final N[] TYPES = { new N("KNOWS"), new N("OWNS"), new N("WROTE"), new N("TAGGED") };

  // ------------------------------------------------------------------ reflection helpers
  static Class<?> cls(String... names) throws ClassNotFoundException {
    for (String n : names) try { return Class.forName(n); } catch (ClassNotFoundException e) { /* next */ }
    throw new ClassNotFoundException(Arrays.toString(names));
  }
  static Object call(Object on, String name, Object... args) throws Exception {
    for (Class<?> c = on.getClass(); c != null; c = c.getSuperclass())
      for (Method m : c.getDeclaredMethods())
        if (m.getName().equals(name) && fits(m.getParameterTypes(), args)) {
          m.setAccessible(true);
          try { return m.invoke(on, args); }
          catch (InvocationTargetException e) { Throwable t = e.getCause(); if (t instanceof Exception) throw (Exception) t; throw e; }
        }
    for (Class<?> i : interfaces(on.getClass()))
      for (Method m : i.getMethods())
        if (m.getName().equals(name) && fits(m.getParameterTypes(), args)) return m.invoke(on, args);
    throw new NoSuchMethodException(on.getClass() + "." + name);
  }
  static boolean fits(Class<?>[] p, Object[] a) {
    if (p.length != a.length) return false;
    for (int i = 0; i < p.length; i++)
      if (a[i] != null && !p[i].isInstance(a[i]) && !(p[i] == long.class && a[i] instanceof Long)
          && !(p[i] == boolean.class && a[i] instanceof Boolean)) return false;
    return true;
  }
  static Set<Class<?>> interfaces(Class<?> c) {
    Set<Class<?>> s = new LinkedHashSet<>();
    for (; c != null; c = c.getSuperclass()) for (Class<?> i : c.getInterfaces()) { s.add(i); s.addAll(interfaces(i)); }
    return s;
  }
  static Object dep(GraphDatabaseService db, String... classNames) throws Exception {
    Object resolver = call(db, "getDependencyResolver");
    Class<?> want = cls(classNames);
    for (Class<?> i : interfaces(resolver.getClass()))
      for (Method m : i.getMethods())
        if (m.getName().equals("resolveDependency") && m.getParameterTypes().length == 1)
          try { return m.invoke(resolver, want); }
          catch (InvocationTargetException e) { throw (Exception) e.getCause(); }
    throw new NoSuchMethodException("resolveDependency");
  }

  // ------------------------------------------------------------------ opening
  static String version = System.getProperty("lab.version", "?");
  static boolean is2() { return version.startsWith("2."); }

  /** Names that differ between 2.x and 3.x; the caller always uses the short name on the left. */
  static String key(String k) {
    switch (k) {
      case "retention": return is2() ? "keep_logical_logs" : "dbms.tx_log.rotation.retention_policy";
      case "rotation":  return is2() ? "logical_log_rotation_threshold" : "dbms.tx_log.rotation.size";
      case "pagecache": return "dbms.pagecache.memory";
      case "format":    return "dbms.record_format";                 // 3.0+
      default: return k;
    }
  }
  static GraphDatabaseService open(File dir, Integer port, String[] kv, int from) throws Exception {
    Object f;
    boolean ha = Arrays.stream(kv).anyMatch(x -> x.startsWith("ha.server_id="));           // a member of a high-availability cluster
    try { f = Class.forName(ha ? "org.neo4j.graphdb.factory.HighlyAvailableGraphDatabaseFactory" : "org.neo4j.graphdb.factory.EnterpriseGraphDatabaseFactory").getConstructor().newInstance(); }
    catch (ClassNotFoundException e) { f = new GraphDatabaseFactory(); }
    GraphDatabaseBuilder b;
    Method m;
    try { m = f.getClass().getMethod("newEmbeddedDatabaseBuilder", File.class); b = (GraphDatabaseBuilder) m.invoke(f, dir); }
    catch (NoSuchMethodException e) { m = f.getClass().getMethod("newEmbeddedDatabaseBuilder", String.class); b = (GraphDatabaseBuilder) m.invoke(f, dir.getPath()); }
    Map<String,String> c = new LinkedHashMap<>();
    c.put(is2() ? "online_backup_enabled" : "dbms.backup.enabled", port == null ? "false" : "true");
    if (port != null) c.put(is2() ? "online_backup_server" : "dbms.backup.address", "127.0.0.1:" + port);
    c.put("dbms.pagecache.memory", "128m");
    c.put("dbms.udc.enabled", "false");
    if (!is2()) { c.put("metrics.enabled", "false"); }
    for (int i = from; i < kv.length; i++) {
      int eq = kv[i].indexOf('=');
      if (eq < 1) throw new IllegalArgumentException("not key=value: " + kv[i]);
      c.put(key(kv[i].substring(0, eq)), kv[i].substring(eq + 1));
    }
    for (Map.Entry<String,String> e : c.entrySet()) if (!e.getValue().isEmpty()) b.setConfig(e.getKey(), e.getValue());
    return b.newGraphDatabase();
  }

  // ------------------------------------------------------------------ scans (GlobalGraphOperations in 2.x, on the db in 3.x)
  @SuppressWarnings("unchecked")
  static <T> Iterable<T> all(GraphDatabaseService db, String method) throws Exception {
    if (is2()) {
      Class<?> g = Class.forName("org.neo4j.tooling.GlobalGraphOperations");
      return (Iterable<T>) g.getMethod(method).invoke(g.getMethod("at", GraphDatabaseService.class).invoke(null, db));
    }
    return (Iterable<T>) GraphDatabaseService.class.getMethod(method).invoke(db);
  }

  // ------------------------------------------------------------------ digest
  // Order-free: two independent 64-bit hashes of each entity's canonical text-free byte form are ADDED up, so the
  // digest does not depend on scan order, on chain order or on the physical layout: only on ids, labels, types,
  // end points, keys and values (with their exact Java types).
  static long mix(long h) { h ^= h >>> 33; h *= 0xff51afd7ed558ccdL; h ^= h >>> 33; h *= 0xc4ceb9fe1a85ec53L; h ^= h >>> 33; return h; }
  static final class H {
    long a, b;
    H(long seed) { a = mix(seed + 0x9e3779b97f4a7c15L); b = mix(~seed ^ 0xc2b2ae3d27d4eb4fL); }
    H l(long v) { a = mix(a * 31 + v); b = mix((b ^ v) * 0x9ddfea08eb382d69L + 7); return this; }
    H s(String s) { l(s.length()); for (int i = 0; i < s.length(); i++) { a = a * 1099511628211L ^ s.charAt(i); b = b * 6364136223846793005L + s.charAt(i) + 1; } return l(1); }
    H v(Object o) {
      if (o.getClass().isArray()) {
        int n = Array.getLength(o); l(99); s(o.getClass().getComponentType().getSimpleName()); l(n);
        for (int i = 0; i < n; i++) v(Array.get(o, i));
        return this;
      }
      if (o instanceof String) return l(1).s((String) o);
      if (o instanceof Boolean) return l(2).l((Boolean) o ? 1 : 0);
      if (o instanceof Double) return l(3).l(Double.doubleToRawLongBits((Double) o));
      if (o instanceof Float) return l(4).l(Float.floatToRawIntBits((Float) o));
      if (o instanceof Character) return l(5).l((Character) o);
      if (o instanceof Byte) return l(6).l((Byte) o);
      if (o instanceof Short) return l(7).l((Short) o);
      if (o instanceof Integer) return l(8).l((Integer) o);
      if (o instanceof Long) return l(9).l((Long) o);
      return l(50).s(o.getClass().getName()).s(String.valueOf(o));       // 3.4+ temporal and spatial values
    }
  }
  static void props(PropertyContainer e, H h, long[] count) {
    long sa = 0, sb = 0, n = 0;
    for (String k : e.getPropertyKeys()) { H p = new H(3).s(k).v(e.getProperty(k)); sa += p.a; sb += p.b; n++; }
    h.l(n).l(sa).l(sb); count[0] += n;
  }
  static String checksum(GraphDatabaseService db) throws Exception {
    long na = 0, nb = 0, ra = 0, rb = 0, nodes = 0, rels = 0, chain = 0; long[] np = {0}, rp = {0}; long labels = 0;
    long legacyHits = 0; int legacy = 0; String schema;
    try (Transaction tx = db.beginTx()) {
      for (Node x : LabDriver.<Node>all(db, "getAllNodes")) {
        H h = new H(1).l(x.getId()); long la = 0, lb = 0; int ln = 0;
        for (Label l : x.getLabels()) { H q = new H(5).s(l.name()); la += q.a; lb += q.b; ln++; }
        h.l(ln).l(la).l(lb); labels += ln; props(x, h, np); na += mix(h.a); nb += mix(h.b); nodes++;
        for (Relationship r : x.getRelationships(Direction.OUTGOING)) chain++;
      }
      for (Relationship r : LabDriver.<Relationship>all(db, "getAllRelationships")) {
        H h = new H(2).l(r.getId()).s(r.getType().name()).l(r.getStartNode().getId()).l(r.getEndNode().getId());
        props(r, h, rp); ra += mix(h.a); rb += mix(h.b); rels++;
      }
      TreeSet<String> s = new TreeSet<>();
      for (IndexDefinition d : db.schema().getIndexes()) {
        List<String> ks = new ArrayList<>(); for (String k : d.getPropertyKeys()) ks.add(k);
        s.add("index:" + d.getLabel().name() + ks + ":" + db.schema().getIndexState(d)); }
      for (ConstraintDefinition d : db.schema().getConstraints()) {
        List<String> ks = new ArrayList<>(); for (String k : d.getPropertyKeys()) ks.add(k);
        s.add("constraint:" + d.getConstraintType() + ks); }
      schema = s.toString();
      for (String n : db.index().nodeIndexNames()) {
        legacy++;
        for (Node x : db.index().forNodes(n).query("*:*")) legacyHits++;
      }
      tx.failure();                                                     // opening a legacy index would otherwise commit a transaction
    }
    H d = new H(9).l(na).l(nb).l(ra).l(rb).l(nodes).l(rels).s(schema).l(legacy).l(legacyHits);
    return "nodes=" + nodes + " rels=" + rels + " relsViaChains=" + chain + " labels=" + labels + " nodeProps=" + np[0] + " relProps=" + rp[0]
        + " legacyIndexes=" + legacy + "/" + legacyHits + " schema=" + schema.replace(" ", "") + " lastTx=" + lastTx(db)
        + " digest=" + String.format("%016x%016x", d.a, d.b);
  }
  static long lastTx(GraphDatabaseService db) throws Exception {
    return (Long) call(dep(db, "org.neo4j.kernel.impl.transaction.log.TransactionIdStore"), "getLastCommittedTransactionId");
  }

  // ------------------------------------------------------------------ data
  static final AtomicLong seq = new AtomicLong();
  static long[] ids = new long[1024]; static int idn = -1;                        // ids of live nodes, filled lazily
  static final Object idLock = new Object();
  static void addId(long id) { synchronized (idLock) { if (idn == ids.length) ids = Arrays.copyOf(ids, idn * 2); ids[idn++] = id; } }
  // A batch thread only picks among "its" slots of the list: big transactions of two threads then do not lock the same nodes.
  static final ThreadLocal<int[]> slot = new ThreadLocal<int[]>() { protected int[] initialValue() { return new int[] { 0, 1 }; } };
  static long anyId(Random r) { synchronized (idLock) { int[] s = slot.get(); int n = idn / s[1]; return n <= 0 ? -1 : ids[r.nextInt(n) * s[1] + s[0]]; } }
  static long takeId(Random r) { synchronized (idLock) { if (idn <= 0) return -1; int i = r.nextInt(idn); long x = ids[i]; ids[i] = ids[--idn]; return x; } }
  static void fillIds(GraphDatabaseService db) throws Exception {
    synchronized (idLock) {
      if (idn >= 0) return; idn = 0;
      long max = -1;
      try (Transaction tx = db.beginTx()) { for (Node x : LabDriver.<Node>all(db, "getAllNodes")) { addId(x.getId()); Object s = x.getProperty("seq", null); if (s instanceof Long) max = Math.max(max, (Long) s); } tx.success(); }
      seq.set(max + 1);
    }
  }
  static final String WORDS = "graph store relationship property chain record transaction log backup checkpoint label index token page ";
  static String text(Random r, int len) {
    StringBuilder b = new StringBuilder(len + 16);
    while (b.length() < len) { int o = r.nextInt(WORDS.length()); b.append(WORDS, o, Math.min(WORDS.length(), o + 12)).append(r.nextInt(1000)); }
    return b.substring(0, len);
  }
  /** One node (plus, mostly, one or two relationships) with every property encoding the record format has. */
  static long create(GraphDatabaseService db, Random r) {
    long s = seq.getAndIncrement();
    Node x = db.createNode(LABELS[(int) (s & 3)]);
    if (s % 5 == 0) x.addLabel(LABELS[(int) ((s + 1) & 3)]);
    if (s % 97 == 0) for (int i = 0; i < 20; i++) x.addLabel(new N("Extra" + i));          // overflows in-line labels
    x.setProperty("seq", s);
    x.setProperty("name", "person number " + s);
    switch ((int) (s % 12)) {
      case 0: x.setProperty("bio", text(r, 60 + r.nextInt(300))); break;                     // dynamic string chain
      case 1: x.setProperty("score", r.nextDouble()); x.setProperty("ok", r.nextBoolean()); break;
      case 2: x.setProperty("ints", new int[] { r.nextInt(), r.nextInt(100), -1, 0 }); break;
      case 3: x.setProperty("names", new String[] { text(r, 5), text(r, 40), "" }); break;   // dynamic array chain
      case 4: x.setProperty("uni", "Zo\u00eb \u4e2d\u6587 \ud83d\ude00 " + s); break;
      case 5: x.setProperty("small", (byte) s); x.setProperty("sh", (short) s); x.setProperty("i", (int) s); x.setProperty("f", (float) s); break;
      case 6: x.setProperty("c", (char) ('a' + s % 26)); x.setProperty("email", "user" + s + "@example.org"); break;
      case 7: { long[] l = new long[8 + r.nextInt(60)]; for (int i = 0; i < l.length; i++) l[i] = r.nextLong(); x.setProperty("longs", l); break; }
      case 8: { double[] l = new double[r.nextInt(12)]; for (int i = 0; i < l.length; i++) l[i] = r.nextGaussian(); x.setProperty("doubles", l); break; }
      case 9: { boolean[] l = new boolean[r.nextInt(90)]; for (int i = 0; i < l.length; i++) l[i] = r.nextBoolean(); x.setProperty("flags", l); break; }
      case 10: x.setProperty("hex", Long.toHexString(r.nextLong())); x.setProperty("date", "2016-0" + (1 + s % 9) + "-11 12:00:00"); break;
      default: if (version.compareTo("3.4") >= 0) x.setProperty("day", java.time.LocalDate.ofEpochDay(s % 20000)); else x.setProperty("day", s % 20000);
    }
    for (int k = (int) (s % 3); k >= 1; k--) {
      long o = anyId(r); if (o < 0) break;
      Node y; try { y = db.getNodeById(o); } catch (NotFoundException e) { continue; }
      Relationship rel = k == 1 ? x.createRelationshipTo(y, TYPES[(int) (s & 3)]) : y.createRelationshipTo(x, TYPES[(int) (s + 1 & 3)]);
      if (s % 2 == 0) rel.setProperty("since", (int) (s % 2000));
      if (s % 10 == 0) rel.setProperty("note", text(r, 90));
    }
    return x.getId();
  }
  /** Mostly one of the first nodes: those become dense. */
  static Node someNode(GraphDatabaseService db, Random r) {
    long id; synchronized (idLock) { id = idn <= 0 ? -1 : ids[r.nextInt(3) > 0 ? r.nextInt(Math.min(idn, 8)) : r.nextInt(idn)]; }
    return id < 0 ? null : db.getNodeById(id);
  }
  static Object someValue(Random r) {
    switch (r.nextInt(9)) {
      case 0: return text(r, r.nextInt(40));
      case 1: return text(r, 100 + r.nextInt(900));
      case 2: { long[] l = new long[r.nextInt(80)]; for (int i = 0; i < l.length; i++) l[i] = r.nextLong(); return l; }
      case 3: { String[] l = new String[r.nextInt(6)]; for (int i = 0; i < l.length; i++) l[i] = text(r, r.nextInt(60)); return l; }
      case 4: return r.nextDouble();
      case 5: { int[] l = new int[r.nextInt(6)]; for (int i = 0; i < l.length; i++) l[i] = r.nextInt(50); return l; }
      case 6: return r.nextBoolean();
      case 7: return (char) ('a' + r.nextInt(26));
      default: return r.nextLong() >> r.nextInt(64);
    }
  }
  static void mix(GraphDatabaseService db, Random r) {
    Node x = someNode(db, r);
    int what = x == null ? 0 : r.nextInt(14);
    switch (what) {
      case 0: fresh.get().add(create(db, r)); break;
      case 1: {                                                          // what `exists Must must` and `existsrel ONCE at` demand
        Node z = db.createNode(new N("Must")); z.setProperty("must", r.nextInt());
        x.createRelationshipTo(z, new N("ONCE")).setProperty("at", r.nextInt(100)); break; }
      case 2: case 3: case 4: case 5: {
        Node y = r.nextInt(8) == 0 ? x : someNode(db, r);
        Relationship rel = x.createRelationshipTo(y, TYPES[r.nextInt(TYPES.length)]);
        if (r.nextBoolean()) rel.setProperty("k" + r.nextInt(9), someValue(r));
        break; }
      case 6: case 7: { int skip = r.nextInt(5); for (Relationship rel : x.getRelationships()) if (skip-- == 0) { rel.delete(); break; } break; }
      case 8: {
        long id = takeId(r); if (id < 0) break;
        Node y = db.getNodeById(id); for (Relationship rel : y.getRelationships()) rel.delete(); y.delete(); break; }
      case 9: x.addLabel(new N("Extra" + r.nextInt(24))); break;
      case 10: { int skip = r.nextInt(3); for (Label l : x.getLabels()) if (skip-- == 0) { x.removeLabel(l); break; } break; }
      case 11: { int skip = r.nextInt(4); for (String k : x.getPropertyKeys()) if (skip-- == 0) { if (!k.equals("seq")) x.removeProperty(k); break; } break; }
      case 12: { for (Relationship rel : x.getRelationships()) { rel.setProperty("k" + r.nextInt(9), someValue(r)); break; } break; }
      default: x.setProperty("k" + r.nextInt(30), someValue(r));
    }
  }
  interface Unit { void run(Random r) throws Exception; }
  /** Set by `seed N`: then every command does the same each time. */
  static Random seeds;
  static long nextSeed() { return seeds == null ? System.nanoTime() : seeds.nextLong() >>> 1; }
  static final ThreadLocal<List<Long>> fresh = new ThreadLocal<List<Long>>() { protected List<Long> initialValue() { return new ArrayList<>(); } };
  /** n units, per to a transaction, on `threads` threads; returns seconds. Transient failures (deadlock, concurrent delete) are retried. */
  static double batch(final GraphDatabaseService db, long n, final int per, int threads, final long seed, final Unit u) throws Exception {
    long t0 = System.nanoTime(); final AtomicLong left = new AtomicLong(n); final AtomicReference<Throwable> bad = new AtomicReference<>();
    Thread[] ts = new Thread[threads];
    for (int t = 0; t < threads; t++) {
      final Random r = new Random(seed * 31 + t);
      final int me = t, of = threads;
      ts[t] = new Thread() { public void run() {
        slot.set(new int[] { me, of });
        while (bad.get() == null) {
          long have = left.getAndAdd(-per); if (have <= 0) return;
          int k = (int) Math.min(per, have);
          for (int attempt = 0; ; attempt++)
            try {
              fresh.get().clear();
              try (Transaction tx = db.beginTx()) { for (int i = 0; i < k; i++) u.run(r); tx.success(); }
              for (long id : fresh.get()) addId(id);                      // only nodes of committed transactions are picked later
              break;
            } catch (DeadlockDetectedException | NotFoundException | TransactionFailureException e) {
              if (attempt > 50) { bad.set(e); return; }
              try { Thread.sleep(r.nextInt(20 + 10 * attempt)); } catch (InterruptedException x) { return; }
            }
            catch (Throwable e) { bad.set(e); return; }
        } } };
      ts[t].start();
    }
    for (Thread t : ts) t.join();
    if (bad.get() != null) throw new Exception(bad.get());
    return (System.nanoTime() - t0) / 1e9;
  }

  // ------------------------------------------------------------------ values, exactly
  static final String SAFE = "0123456789", DATES = SAFE + " -:/+,", NUMBERS = SAFE + " .-+,'", LOWER = "abcdefghijklmnopqrstuvwxyz", UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  /** Alphabets of strings: each is a class of characters that a store may pack in its own way. */
  static final String[] ALPHABETS = {
    NUMBERS, DATES, UPPER + " _.-:/", LOWER + " _.-:/", LOWER + "_.-+,@", LOWER + SAFE + "_.-/:+,'@|;*?&%#()$~<>=!", LOWER + UPPER + SAFE + "_ ",
    LOWER + UPPER + " _.-:/+,'@|;", SAFE + "abcdef", SAFE + "ABCDEF", "\u00c0\u00c9\u00d6\u00d8\u00e5\u00e4\u00f6\u00f8\u00fc\u00ff" + LOWER + UPPER + SAFE + "-_. ",
    "\u00a1\u00bf\u00d7\u00f7\u00b5\u0001\u007f{}[]^" + LOWER, "\u4e2d\u6587\u20ac\u0416\u05d0" + LOWER, "a\ud83d\ude00" };
  static String word(Random r, String alphabet, int length) {
    StringBuilder b = new StringBuilder();
    while (b.length() < length) b.appendCodePoint(alphabet.codePointAt(alphabet.offsetByCodePoints(0, r.nextInt(alphabet.codePointCount(0, alphabet.length())))));
    return b.toString();
  }
  static long narrow(Random r, int bits) { long v = bits >= 64 ? r.nextLong() : r.nextLong() & ((1L << bits) - 1); return r.nextInt(8) == 0 ? -v : v; }
  /** A value of any type, length and width that a property can have. */
  static Object value(Random r) {
    int n = r.nextInt(4) == 0 ? r.nextInt(200) : r.nextInt(20);
    int bits = 1 + r.nextInt(64);
    switch (r.nextInt(19)) {
      case 0: return r.nextBoolean();
      case 1: return (byte) r.nextInt();
      case 2: return (short) narrow(r, bits % 17);
      case 3: return (char) (r.nextInt(3) == 0 ? r.nextInt(0xd800) : r.nextInt(128));
      case 4: return (int) narrow(r, bits % 33);
      case 5: return narrow(r, bits);
      case 6: return r.nextInt(9) == 0 ? Float.NEGATIVE_INFINITY : (float) r.nextGaussian();
      case 7: return r.nextInt(9) == 0 ? Double.NaN : r.nextGaussian() * Math.pow(10, r.nextInt(300));
      case 8: { boolean[] a = new boolean[n]; for (int i = 0; i < n; i++) a[i] = r.nextBoolean(); return a; }
      case 9: { byte[] a = new byte[n]; for (int i = 0; i < n; i++) a[i] = (byte) narrow(r, bits % 9); return a; }
      case 10: { short[] a = new short[n]; for (int i = 0; i < n; i++) a[i] = (short) narrow(r, bits % 17); return a; }
      case 11: { char[] a = new char[n]; for (int i = 0; i < n; i++) a[i] = (char) r.nextInt(1 << bits % 16); return a; }
      case 12: { int[] a = new int[n]; for (int i = 0; i < n; i++) a[i] = (int) narrow(r, bits % 33); return a; }
      case 13: { long[] a = new long[n]; for (int i = 0; i < n; i++) a[i] = narrow(r, bits); return a; }
      case 14: { float[] a = new float[n]; for (int i = 0; i < n; i++) a[i] = (float) r.nextGaussian(); return a; }
      case 15: { double[] a = new double[n]; for (int i = 0; i < n; i++) a[i] = r.nextInt(4) == 0 ? 0 : r.nextGaussian(); return a; }
      case 16: { String[] a = new String[n % 30]; for (int i = 0; i < a.length; i++) a[i] = word(r, ALPHABETS[r.nextInt(ALPHABETS.length)], r.nextInt(30)); return a; }
      case 17: return word(r, ALPHABETS[r.nextInt(ALPHABETS.length)], r.nextInt(400));
      default: return word(r, ALPHABETS[r.nextInt(ALPHABETS.length)], r.nextInt(56));
    }
  }
  static String quoted(String s) {
    StringBuilder b = new StringBuilder("\"");
    for (int i = 0; i < s.length(); i++) { char c = s.charAt(i); if (c < 32 || c > 126 || c == '"' || c == '\\') b.append(String.format("\\u%04x", (int) c)); else b.append(c); }
    return b.append('"').toString();
  }
  /** JSON of one value: numbers as text, so that none loses a bit. */
  static String scalar(Object o) {
    if (o instanceof String) return quoted((String) o);
    if (o instanceof Character) return quoted(String.valueOf((int) (Character) o));
    if (o instanceof Double) return quoted(String.format("%016x", Double.doubleToRawLongBits((Double) o)));
    if (o instanceof Float) return quoted(String.format("%08x", Float.floatToRawIntBits((Float) o)));
    return quoted(String.valueOf(o));
  }
  static String name(Class<?> c) {
    String n = c.getSimpleName().toLowerCase(Locale.ROOT);
    return n.equals("integer") ? "int" : n.equals("character") ? "char" : n;
  }
  static String json(PropertyContainer e) {
    StringBuilder b = new StringBuilder("{");
    for (String k : new TreeSet<String>((Collection<String>) list(e.getPropertyKeys()))) {
      Object v = e.getProperty(k); b.append(b.length() > 1 ? "," : "").append(quoted(k)).append(":{\"type\":");
      if (!v.getClass().isArray()) b.append(quoted(name(v.getClass()))).append(",\"value\":").append(scalar(v));
      else {
        b.append(quoted(name(v.getClass().getComponentType()) + "[]")).append(",\"value\":[");
        for (int i = 0; i < Array.getLength(v); i++) b.append(i > 0 ? "," : "").append(scalar(Array.get(v, i)));
        b.append(']');
      }
      b.append('}');
    }
    return b.append('}').toString();
  }
  static <T> List<T> list(Iterable<T> i) { List<T> l = new ArrayList<>(); for (T t : i) l.add(t); return l; }
  /** One JSON line for each node, then each relationship, then the graph itself, with the exact type and value of every property. */
  static long dump(GraphDatabaseService db, File to) throws Exception {
    long n = 0;
    try (PrintWriter out = new PrintWriter(to, "UTF-8"); Transaction tx = db.beginTx()) {
      for (Node x : LabDriver.<Node>all(db, "getAllNodes")) {
        TreeSet<String> labels = new TreeSet<>(); for (Label l : x.getLabels()) labels.add(quoted(l.name()));
        out.println("{\"kind\":\"node\",\"id\":" + x.getId() + ",\"labels\":[" + String.join(",", labels) + "],\"properties\":" + json(x) + "}"); n++; }
      for (Relationship x : LabDriver.<Relationship>all(db, "getAllRelationships")) {
        out.println("{\"kind\":\"relationship\",\"id\":" + x.getId() + ",\"type\":" + quoted(x.getType().name()) + ",\"start\":" + x.getStartNode().getId() + ",\"end\":" + x.getEndNode().getId() + ",\"properties\":" + json(x) + "}"); n++; }
      if (is2()) out.println("{\"kind\":\"graph\",\"id\":-1,\"properties\":" + json((PropertyContainer) call(dep(db, "org.neo4j.kernel.impl.core.NodeManager"), "newGraphProperties")) + "}");
      tx.success(); }
    return n;
  }

  // ------------------------------------------------------------------ commands
  static final ExecutorService pool = Executors.newCachedThreadPool(new ThreadFactory() {
    public Thread newThread(Runnable r) { Thread t = new Thread(r); t.setDaemon(true); return t; } });
  static final List<Future<String>> running = new ArrayList<>();
  static String exec(final GraphDatabaseService db, String[] p) throws Exception {
    final long n = p.length > 1 && p[1].matches("\\d+") ? Long.parseLong(p[1]) : 0;
    final int per = p.length > 2 && p[2].matches("\\d+") ? Integer.parseInt(p[2]) : 1000;
    final int th = p.length > 3 && p[3].matches("\\d+") ? Integer.parseInt(p[3]) : 1;
    switch (p[0]) {
      case "load": {
        fillIds(db);
        double s = batch(db, n, per, th, seq.get() + 1, new Unit() { public void run(Random r) { fresh.get().add(create(db, r)); } });
        return String.format(Locale.ROOT, "%d nodes, %d per tx, %.2f s, lastTx=%d", n, per, s, lastTx(db)); }
      case "cypher": call(db, "execute", String.join(" ", Arrays.copyOfRange(p, 1, p.length))); return "done";
      case "seed": seeds = new Random(n); return "seed " + n;
      case "update": {
        fillIds(db);
        double s = batch(db, n, per, th, nextSeed(), new Unit() { public void run(Random r) {
          long id = anyId(r); if (id < 0) return; Node x = db.getNodeById(id);
          switch (r.nextInt(6)) {
            case 0: x.setProperty("name", "renamed " + r.nextInt()); break;
            case 1: x.setProperty("bio", text(r, r.nextInt(500))); break;
            case 2: if (x.hasProperty("bio")) x.removeProperty("bio"); else x.setProperty("extra", new long[r.nextInt(40)]); break;
            case 3: if (x.hasLabel(LABELS[3])) x.removeLabel(LABELS[3]); else x.addLabel(LABELS[3]); break;
            case 4: x.setProperty("k" + r.nextInt(50), r.nextLong()); break;
            default: for (Relationship rel : x.getRelationships()) { rel.setProperty("w", r.nextDouble()); break; }
          } } });
        return String.format(Locale.ROOT, "%d updates, %.2f s, lastTx=%d", n, s, lastTx(db)); }
      case "mix": {                                                      // N PER_TX: everything at random, hubs, loops and deleted relationships included
        fillIds(db);
        double s = batch(db, n, per, 1, nextSeed(), new Unit() { public void run(Random r) { mix(db, r); } });
        return String.format(Locale.ROOT, "%d changes, %.2f s, lastTx=%d", n, s, lastTx(db)); }
      case "delete": {
        fillIds(db);
        double s = batch(db, n, per, 1, nextSeed(), new Unit() { public void run(Random r) {
          long id = takeId(r); if (id < 0) return; Node x = db.getNodeById(id);
          for (Relationship rel : x.getRelationships()) rel.delete();
          x.delete(); } });
        return String.format(Locale.ROOT, "%d deletes, %.2f s, lastTx=%d", n, s, lastTx(db)); }
      case "index": {
        N l = new N(p.length > 1 ? p[1] : "Person"); String k = p.length > 2 ? p[2] : "name";
        try (Transaction tx = db.beginTx()) { db.schema().indexFor(l).on(k).create(); tx.success(); }
        try (Transaction tx = db.beginTx()) { db.schema().awaitIndexesOnline(600, TimeUnit.SECONDS); tx.success(); }
        return "index on :" + l + "(" + k + ") lastTx=" + lastTx(db); }
      case "constraint": {
        N l = new N(p.length > 1 ? p[1] : "Account"); String k = p.length > 2 ? p[2] : "seq";
        try (Transaction tx = db.beginTx()) { db.schema().constraintFor(l).assertPropertyIsUnique(k).create(); tx.success(); }
        return "unique :" + l + "(" + k + ") lastTx=" + lastTx(db); }
      case "exists": case "existsrel": {                                 // LABEL KEY or TYPE KEY: existence constraint (Enterprise)
        String what = p[0].equals("exists") ? "(x:" + p[1] + ")" : "()-[x:" + p[1] + "]-()";
        call(db, "execute", "CREATE CONSTRAINT ON " + what + " ASSERT exists(x." + p[2] + ")");
        return "existence constraint, lastTx=" + lastTx(db); }
      case "legacy": {                                                   // explicit ("legacy") Lucene index
        fillIds(db); final String in = p.length > 2 && !p[2].matches("\\d+") ? p[2] : "legacy";
        double s = batch(db, n, 1000, 1, nextSeed(), new Unit() { public void run(Random r) {
          long id = anyId(r); if (id < 0) return; Index<Node> ix = db.index().forNodes(in); ix.add(db.getNodeById(id), "k", "v" + r.nextInt(1000)); } });
        return String.format(Locale.ROOT, "%d entries in %s, %.2f s, lastTx=%d", n, in, s, lastTx(db)); }
      case "legacyrel": {                                                // the same for relationships, with numbers and texts
        final String in = p.length > 2 && !p[2].matches("\\d+") ? p[2] : "legacyrel";
        long done = 0;
        try (Transaction tx = db.beginTx()) {
          Index<Relationship> ix = db.index().forRelationships(in);
          for (Relationship x : LabDriver.<Relationship>all(db, "getAllRelationships")) {
            if (done >= n) break;
            ix.add(x, "w", done % 2 == 0 ? (Object) Long.valueOf(done) : "w" + done); done++;
          }
          tx.success(); }
        return done + " entries in " + in + ", lastTx=" + lastTx(db); }
      case "legacydrop": {
        try (Transaction tx = db.beginTx()) { db.index().forNodes(p[1]).delete(); tx.success(); }
        return "dropped " + p[1] + " lastTx=" + lastTx(db); }
      case "graphproperty": {                                            // 2.x: a property of the graph itself, so a neostore command
        try (Transaction tx = db.beginTx()) {
          ((PropertyContainer) call(dep(db, "org.neo4j.kernel.impl.core.NodeManager"), "newGraphProperties")).setProperty("graph", "property " + n);
          tx.success(); }
        return "graph property, lastTx=" + lastTx(db); }
      case "legacyall": {                                                // node and relationship index: created, added to, removed from, one deleted
        try (Transaction tx = db.beginTx()) {
          Node a = db.createNode(), b = db.createNode(); Relationship rel = a.createRelationshipTo(b, TYPES[0]);
          Index<Node> nodes = db.index().forNodes("lab-nodes"); Index<Relationship> rels = db.index().forRelationships("lab-rels");
          Object[] values = { "text", 7, 7L, 7f, 7d };
          for (Object v : values) {
            Object w = v instanceof String ? v : cls("org.neo4j.index.lucene.ValueContext").getMethod("numeric", Number.class).invoke(null, v);
            nodes.add(a, "key", w); rels.add(rel, "key", w);
          }
          tx.success(); }
        try (Transaction tx = db.beginTx()) {
          Index<Node> nodes = db.index().forNodes("lab-nodes"); Index<Relationship> rels = db.index().forRelationships("lab-rels");
          for (Node x : nodes.get("key", "text")) { nodes.remove(x, "key", "text"); nodes.remove(x, "key"); nodes.remove(x); }
          for (Relationship x : rels.get("key", "text")) { rels.remove(x, "key", "text"); rels.remove(x); }
          tx.success(); }
        try (Transaction tx = db.beginTx()) { db.index().forNodes("lab-nodes").delete(); tx.success(); }
        return "legacy indexes, lastTx=" + lastTx(db); }
      case "dropindex": {
        N l = new N(p[1]); int gone = 0;
        try (Transaction tx = db.beginTx()) { for (IndexDefinition d : db.schema().getIndexes(l)) { d.drop(); gone++; } tx.success(); }
        return gone + " schema indexes of :" + l + " dropped, lastTx=" + lastTx(db); }
      case "dense": {                                                    // one node with n relationships of three new types, and a self loop
        try (Transaction tx = db.beginTx()) {
          Node hub = db.createNode(new N("Hub"));
          for (int i = 0; i < n; i++) {
            Node spoke = db.createNode(LABELS[i & 3]); spoke.setProperty("spoke", i);
            Relationship rel = i % 2 == 0 ? hub.createRelationshipTo(spoke, new N("SPOKE" + i % 3)) : spoke.createRelationshipTo(hub, new N("SPOKE" + i % 3));
            if (i % 7 == 0) rel.setProperty("weight", i / 7.0);
          }
          hub.createRelationshipTo(hub, new N("SELF"));
          tx.success(); }
        return "dense node with " + n + " relationships, lastTx=" + lastTx(db); }
      case "tokens": {                                                   // n new labels, relationship types and property keys
        long base = nextSeed();
        try (Transaction tx = db.beginTx()) {
          Node a = db.createNode(), b = db.createNode();
          for (int i = 0; i < n; i++) { a.addLabel(new N("L" + base + "_" + i)); a.createRelationshipTo(b, new N("T" + base + "_" + i)); b.setProperty("p" + base + "_" + i, i); }
          tx.success(); }
        return n + " new labels, types and keys, lastTx=" + lastTx(db); }
      case "big": {                                                      // CHARS BYTES: one value each, so log entries of that size
        char[] c = new char[(int) n]; for (int i = 0; i < c.length; i++) c[i] = (char) ('a' + i % 26);
        byte[] bytes = new byte[per]; new Random(n).nextBytes(bytes);
        try (Transaction tx = db.beginTx()) { Node x = db.createNode(new N("Big")); x.setProperty("text", new String(c)); x.setProperty("bytes", bytes); tx.success(); }
        return n + " characters, " + per + " bytes, lastTx=" + lastTx(db); }
      case "tiny": {                                                     // N [THREADS]: N transactions of one node with one property each
        double s = batch(db, n, 1, p.length > 2 ? per : 4, nextSeed(), new Unit() { public void run(Random r) { db.createNode().setProperty("tiny", r.nextLong()); } });
        return String.format(Locale.ROOT, "%d tiny transactions, %.2f s, lastTx=%d", n, s, lastTx(db)); }
      case "bare": {                                                     // n empty nodes in one transaction: n commands
        try (Transaction tx = db.beginTx()) { for (long i = 0; i < n; i++) db.createNode(); tx.success(); }
        return n + " bare nodes in one transaction, lastTx=" + lastTx(db); }
      case "background": {                                               // COMMAND...: runs it beside the others; "join" waits for all
        final String[] q = Arrays.copyOfRange(p, 1, p.length);
        fillIds(db);
        Future<String> f = pool.submit(new Callable<String>() { public String call() throws Exception { return exec(db, q); } });
        synchronized (running) { running.add(f); }
        return "started"; }
      case "join": {
        StringBuilder out = new StringBuilder(); List<Future<String>> fs;
        synchronized (running) { fs = new ArrayList<>(running); running.clear(); }
        for (Future<String> f : fs) out.append(f.get()).append("; ");
        return out.toString(); }
      case "values": {                                                   // N SEED: nodes and relationships with values of every type, class and width
        final Random r = new Random(p.length > 2 ? Long.parseLong(p[2]) : 1); Node before = null;
        try (Transaction tx = db.beginTx()) {
          for (long i = 0; i < n; i++) {
            Node x = db.createNode(); for (int l = r.nextInt(3) == 0 ? r.nextInt(20) : r.nextInt(4); l > 0; l--) x.addLabel(new N("Value" + r.nextInt(60)));
            for (int k = r.nextInt(9); k > 0; k--) x.setProperty("v" + r.nextInt(40), value(r));
            if (before != null && r.nextBoolean()) before.createRelationshipTo(x, TYPES[r.nextInt(4)]).setProperty("v" + r.nextInt(40), value(r));
            before = x;
          }
          tx.success(); }
        return n + " nodes with values, lastTx=" + lastTx(db); }
      case "dump": return dump(db, new File(p[1])) + " lines";
      case "count": {
        long a = 0, b = 0;
        try (Transaction tx = db.beginTx()) {
          for (Node x : LabDriver.<Node>all(db, "getAllNodes")) a++;
          for (Relationship x : LabDriver.<Relationship>all(db, "getAllRelationships")) b++;
          tx.success(); }
        return "nodes=" + a + " rels=" + b + " lastTx=" + lastTx(db); }
      case "checksum": case "digest": return checksum(db);
      case "lasttx": return "lastTx=" + lastTx(db);
      case "rotate": {
        Object r = dep(db, "org.neo4j.kernel.impl.transaction.log.rotation.LogRotation", "org.neo4j.kernel.impl.transaction.log.LogRotation");
        call(r, "rotateLogFile"); return "rotated"; }
      case "checkpoint": {
        if (version.startsWith("2.2")) { call(dep(db, "org.neo4j.kernel.impl.transaction.log.LogRotation"), "rotateLogFile"); return "2.2 has no checkpoint: rotated (which forces the stores)"; }
        String pk = "org.neo4j.kernel.impl.transaction.log.checkpoint.";
        Object cp = dep(db, pk + "CheckPointer"), t = Class.forName(pk + "SimpleTriggerInfo").getConstructor(String.class).newInstance("lab");
        return "checkpoint at tx " + call(cp, "forceCheckPoint", t); }
      case "storeid": {
        Object id = null;
        for (String m : new String[] { "storeId", "getStoreId" }) try { id = call(db, m); break; } catch (NoSuchMethodException e) { /* next */ }
        return String.valueOf(id).replace('\n', ' '); }
      case "sleep": Thread.sleep(n); return "slept " + n;
      default: throw new IllegalArgumentException("unknown command; have: load update delete index constraint legacy count checksum lasttx rotate checkpoint storeid sleep legacyrel values dump exists existsrel legacydrop legacyall graphproperty dropindex dense tokens big tiny bare background join stop");
    }
  }

  static String one(Throwable e) { StringBuilder b = new StringBuilder(); for (int i = 0; e != null && i < 6; e = e.getCause(), i++) b.append(i == 0 ? "" : " <- ").append(e.getClass().getSimpleName()).append(": ").append(e.getMessage()); return b.toString().replace('\n', ' '); }

  // ------------------------------------------------------------------ consistency check
  /** true = consistent. The stock command-line class ignores its own verdict (all lines), so the verdict is read here. */
  static boolean check(File dir, File reportDir) throws Exception {
    Class<?> tool = Class.forName("org.neo4j.consistency.ConsistencyCheckTool");
    Boolean verdict = null;
    try {                                                                               // 3.x (and late 2.3)
      Method m = null;
      for (Method x : tool.getDeclaredMethods()) if (x.getName().equals("runConsistencyCheckTool")) m = x;
      if (m == null) throw new NoSuchMethodException();
      m.setAccessible(true);
      Object[] a = m.getParameterTypes().length == 3 ? new Object[] { new String[] { dir.getPath() }, System.out, System.err } : new Object[] { new String[] { dir.getPath() } };
      Object res = m.invoke(null, a);
      if (res != null) verdict = verdict(res);
    } catch (NoSuchMethodException e) {
      Class<?> svc = Class.forName("org.neo4j.consistency.ConsistencyCheckService");
      Object s = svc.getConstructor().newInstance();
      for (Method m : svc.getMethods()) {
        if (!m.getName().equals("runFullConsistencyCheck")) continue;
        Object[] a = args(m.getParameterTypes(), dir);
        if (a == null) continue;
        Object res;
        try { res = m.invoke(s, a); } catch (InvocationTargetException x) { throw (Exception) x.getCause(); }
        if (res != null) verdict = verdict(res);
        break;
      }
    } catch (InvocationTargetException e) { throw new Exception(e.getCause()); }
    File[] roots = { dir, reportDir, new File(".") };
    for (File r : roots) { File[] fs = r == null ? null : r.listFiles(); if (fs != null) for (File f : fs) if (f.getName().matches("inconsistencies-.*\\.report") && f.length() > 0) { System.out.println("report " + f); verdict = false; } }
    File[] sub = new File(dir, "logs").listFiles(); if (sub != null) for (File f : sub) if (f.getName().startsWith("inconsistencies-")) { System.out.println("report " + f); verdict = false; }
    if (verdict == null) throw new Exception("the checker gave no verdict");
    return verdict;
  }
  static Boolean verdict(Object r) throws Exception { return (Boolean) call(r, "isSuccessful"); }
  static Object[] args(Class<?>[] p, File dir) throws Exception {
    Object[] a = new Object[p.length];
    for (int i = 0; i < p.length; i++) {
      String n = p[i].getSimpleName();
      if (p[i] == File.class) { if (i > 0) return null; a[i] = dir; } else if (p[i] == String.class) a[i] = dir.getPath();
      else if (n.equals("Config")) {
        Map<String,String> m = new HashMap<>(); m.put("store_dir", dir.getPath()); m.put("dbms.pagecache.memory", "256m");
        Class<?>[] reg = { Class.forName("org.neo4j.graphdb.factory.GraphDatabaseSettings"), Class.forName("org.neo4j.consistency.ConsistencyCheckSettings") };
        a[i] = p[i].getConstructor(Map.class, Class[].class).newInstance(m, reg);
      } else if (n.equals("ProgressMonitorFactory")) a[i] = p[i].getMethod("textual", OutputStream.class).invoke(null, System.err);
      else if (n.equals("StringLogger")) a[i] = p[i].getField("SYSTEM").get(null);
      else if (n.equals("LogProvider")) { Class<?> f = Class.forName("org.neo4j.logging.FormattedLogProvider"); a[i] = f.getMethod("toOutputStream", OutputStream.class).invoke(null, System.out); }
      else if (n.equals("FileSystemAbstraction")) a[i] = Class.forName("org.neo4j.io.fs.DefaultFileSystemAbstraction").getConstructor().newInstance();
      else if (p[i] == boolean.class) a[i] = false;
      else return null;
    }
    return a;
  }

  // ------------------------------------------------------------------ prover
  /**
   * Opens, digests and checks one directory after another in one JVM, in place. Commands on stdin, the path last:
   * `digest DIR`, `check DIR`, `verify DIR` (digest, then check), `dump DIR` (values, to DIR.jsonl). Answers as the server does.
   */
  static void prove() throws Exception {
    final PrintStream answers = System.out;
    System.setOut(System.err);                                             // the checker's own words are no answers
    answers.println("READY " + version + " pid " + ProcessHandle.current().pid()); answers.flush();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String l; (l = in.readLine()) != null; ) {
      String[] p = l.trim().split(" ", 2);
      if (p[0].equals("stop")) break;
      try {
        if (p[0].equals("work")) { answers.println("OK work : " + work(p[1].split("\\|"))); answers.flush(); continue; }
        File dir = new File(p[1]).getAbsoluteFile();
        String said = "";
        if (!p[0].equals("check")) {
          GraphDatabaseService db = open(dir, null, new String[0], 0);
          try { if (p[0].equals("dump")) said = dump(db, new File(dir + ".jsonl")) + " lines"; else { indexesOnline(db); said = checksum(db); } } finally { db.shutdown(); }
        }
        if (!p[0].equals("digest") && !p[0].equals("dump")) said += check(dir, null) ? " consistent" : " INCONSISTENT";
        answers.println("OK " + p[0] + " : " + said);
      } catch (Throwable e) { answers.println("ERR " + p[0] + " : " + one(e)); e.printStackTrace(); }
      answers.flush();
    }
  }

  /** After an unclean stop indexes may be populated again, which goes on in the background. */
  static void indexesOnline(GraphDatabaseService db) throws Exception {
    Transaction tx = db.beginTx();
    try { db.schema().awaitIndexesOnline(60, TimeUnit.SECONDS); tx.success(); } finally { tx.close(); }
  }

  /** Directory and commands. `key=value` before the commands are settings. */
  static String work(String[] p) throws Exception {
    synchronized (idLock) { idn = -1; } seeds = null;
    int from = 1; while (from < p.length && p[from].contains("=")) from++;
    GraphDatabaseService db = open(new File(p[0]).getAbsoluteFile(), null, Arrays.copyOfRange(p, 0, from), 1);
    try { for (int i = from; i < p.length; i++) exec(db, p[i].trim().split("\\s+")); return "lastTx=" + lastTx(db); }
    finally { db.shutdown(); synchronized (idLock) { idn = -1; } }
  }

  // ------------------------------------------------------------------ main
  public static void main(String[] a) throws Exception {
    if (a.length < 2 && !(a.length == 1 && a[0].equals("prove"))) { System.err.println("usage: server DIR PORT [k=v...] | digest DIR [k=v...] | check DIR"); System.exit(2); }
    if (a[0].equals("prove")) { prove(); System.exit(0); }
    File dir = new File(a[1]).getAbsoluteFile();
    if (a[0].equals("check")) {
      boolean ok = check(dir, a.length > 2 ? new File(a[2]) : null);
      System.out.println(ok ? "OK check consistent" : "ERR check INCONSISTENT"); System.out.flush();
      System.exit(ok ? 0 : 3);
    }
    if (a[0].equals("digest")) {
      GraphDatabaseService db = open(dir, null, a, 2);
      String s = null; Throwable bad = null;
      try { s = checksum(db); } catch (Throwable e) { bad = e; e.printStackTrace(); }
      try { db.shutdown(); } catch (Throwable e) { if (bad == null) bad = e; e.printStackTrace(); }
      System.out.println(bad == null ? "OK digest " + s : "ERR digest : data cannot be read: " + one(bad)); System.out.flush();
      System.exit(bad == null ? 0 : 5);
    }
    if (!a[0].equals("server")) { System.err.println("unknown mode " + a[0]); System.exit(2); }
    int port = Integer.parseInt(a[2]);
    final GraphDatabaseService db = open(dir, port, a, 3);
    System.out.println("READY " + version + " port " + port + " pid " + ProcessHandle.current().pid() + " lastTx=" + lastTx(db)); System.out.flush();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String l; (l = in.readLine()) != null; ) {
      l = l.trim(); if (l.isEmpty()) continue;
      String[] p = l.split("\\s+");
      if (p[0].equals("stop")) break;
      try { System.out.println("OK " + l + " : " + exec(db, p)); }
      catch (Throwable e) { System.out.println("ERR " + l + " : " + one(e)); e.printStackTrace(); }
      System.out.flush();
    }
    db.shutdown();
    System.out.println("OK stop"); System.out.flush();
    System.exit(0);
  }
}
