/*
 * Makes the sample database: a small shop in a real Neo4j 2.3.3 Enterprise. See README.md beside it.
 *
 *   ShopSample DIR PORT     creates the shop in DIR, offers online backup on 127.0.0.1:PORT, prints READY;
 *                           each line "N" on stdin then adds N orders, one transaction each; end of input stops it
 */
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.neo4j.graphdb.DynamicLabel;
import org.neo4j.graphdb.DynamicRelationshipType;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.factory.EnterpriseGraphDatabaseFactory;

public class ShopSample {
  static final Label CUSTOMER = DynamicLabel.label("Customer");
  static final Label PRODUCT = DynamicLabel.label("Product");
  static final Label CATEGORY = DynamicLabel.label("Category");
  static final Label ORDER = DynamicLabel.label("Order");
  static final RelationshipType PLACED = DynamicRelationshipType.withName("PLACED");
  static final RelationshipType CONTAINS = DynamicRelationshipType.withName("CONTAINS");
  static final RelationshipType IN_CATEGORY = DynamicRelationshipType.withName("IN_CATEGORY");

  static final String[] FIRST = {"Ada", "Björn", "Chloé", "Deepa", "Emeka", "Fatima", "Greta", "Hiro", "Ines", "Jakub"};
  static final String[] LAST = {"Almeida", "Brandt", "Costa", "Dubois", "Eriksen", "Farkas"};
  static final String[] CITIES = {"Malmö", "Berlin", "Lyon", "Porto", "Kraków", "Ghent"};
  static final String[][] GOODS = {
    {"Coffee", "Espresso beans", "Filter roast", "Decaf blend", "Cold brew", "Hand grinder", "Moka pot"},
    {"Tea", "Assam", "Sencha", "Oolong", "Rooibos", "Cast-iron kettle", "Tea strainer"},
    {"Bakery", "Rye loaf", "Cinnamon bun", "Sourdough starter", "Oat biscuit", "Bread knife", "Linen cloth"},
    {"Pantry", "Orange marmalade", "Forest honey", "Sea salt", "Olive oil", "Dark chocolate", "Almonds"},
  };
  static final long FIRST_DAY = 1443657600000L; // 1 October 2015, UTC

  final GraphDatabaseService db;
  final Random random = new Random(20151001);
  final List<Node> customers = new ArrayList<>();
  final List<Node> products = new ArrayList<>();
  int number = 10000;

  ShopSample(String directory, String port) {
    db = new EnterpriseGraphDatabaseFactory()
        .newEmbeddedDatabaseBuilder(new java.io.File(directory))
        .setConfig("online_backup_enabled", "true")
        .setConfig("online_backup_server", "127.0.0.1:" + port)
        .setConfig("dbms.pagecache.memory", "32m")
        .setConfig("dbms.udc.enabled", "false")
        .newGraphDatabase();
  }

  void schema() {
    try (Transaction tx = db.beginTx()) {
      db.schema().indexFor(ORDER).on("number").create();
      tx.success();
    }
    try (Transaction tx = db.beginTx()) {
      db.schema().constraintFor(CUSTOMER).assertPropertyIsUnique("email").create();
      tx.success();
    }
    try (Transaction tx = db.beginTx()) {
      db.schema().awaitIndexesOnline(60, TimeUnit.SECONDS);
      tx.success();
    }
  }

  void goods() {
    for (String[] row : GOODS)
      try (Transaction tx = db.beginTx()) {
        Node category = db.createNode(CATEGORY);
        category.setProperty("name", row[0]);
        for (int i = 1; i < row.length; i++) {
          Node product = db.createNode(PRODUCT);
          product.setProperty("sku", row[0].substring(0, 2).toUpperCase() + "-" + (100 + i));
          product.setProperty("name", row[i]);
          product.setProperty("price", 2.5 + random.nextInt(80) / 2.0);
          product.setProperty("stock", 20 + random.nextInt(200));
          if (i == 1)
            product.setProperty("story", row[i] + " has been on our shelves since the first day. "
                + "We buy it from the same family that our grandparents bought from, in small lots, and taste every one before it is packed.");
          product.setProperty("tags", new String[] {row[0].toLowerCase(), i > 4 ? "equipment" : "to eat and drink"});
          product.createRelationshipTo(category, IN_CATEGORY);
          products.add(product);
        }
        tx.success();
      }
  }

  void customers() {
    for (int i = 0; i < FIRST.length * LAST.length; i += 6)
      try (Transaction tx = db.beginTx()) {
        for (int j = i; j < i + 6; j++) {
          Node customer = db.createNode(CUSTOMER);
          customer.setProperty("name", FIRST[j % FIRST.length] + " " + LAST[j % LAST.length]);
          customer.setProperty("email", "customer" + (1001 + j) + "@example.org");
          customer.setProperty("city", CITIES[random.nextInt(CITIES.length)]);
          customer.setProperty("newsletter", random.nextBoolean());
          customers.add(customer);
        }
        tx.success();
      }
  }

  void order() {
    try (Transaction tx = db.beginTx()) {
      Node order = db.createNode(ORDER);
      number++;
      order.setProperty("number", number);
      order.setProperty("placedAt", FIRST_DAY + (number - 10000L) * 7_200_000L);
      order.setProperty("status", number % 3 == 0 ? "delivered" : "new");
      // The third customer is the shop's own café: enough orders to make it a dense node.
      Node customer = number % 3 == 0 ? customers.get(2) : customers.get(random.nextInt(customers.size()));
      customer.createRelationshipTo(order, PLACED);
      double total = 0;
      int first = random.nextInt(products.size());
      for (int i = 0; i <= number % 4; i++) {
        Node product = products.get((first + i * 5) % products.size());
        Relationship line = order.createRelationshipTo(product, CONTAINS);
        int quantity = 1 + random.nextInt(4);
        line.setProperty("quantity", quantity);
        product.setProperty("stock", (Integer) product.getProperty("stock") - 1);
        total += quantity * (Double) product.getProperty("price");
      }
      order.setProperty("total", (int) Math.round(total * 100));
      tx.success();
    }
  }

  public static void main(String[] arguments) throws Exception {
    ShopSample shop = new ShopSample(arguments[0], arguments[1]);
    shop.schema();
    shop.goods();
    shop.customers();
    for (int i = 0; i < 180; i++) shop.order();
    System.out.println("READY");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      for (int i = Integer.parseInt(line.trim()); i > 0; i--) shop.order();
      System.out.println("OK last order " + shop.number);
    }
    shop.db.shutdown();
  }
}
