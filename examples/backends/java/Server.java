/**
 * A backend for secure-web-chat: identity tokens, login and logout. JDK 17 or newer, no
 * dependencies.
 *
 *     SIGNING_KEY_FILE=signing-private.pem IBM_PUBLIC_KEY_FILE=ibm-public.pem \
 *       COOKIE_SECRET=… java Server.java
 *
 * In production, put a proxy with https in front of this server. To try the server on
 * http://localhost in Safari, set SECURE_COOKIES=0.
 */
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

public class Server {
  static final long TOKEN_LIFETIME_S = 60 * 60;
  static final long SESSION_LIFETIME_S = 8 * 60 * 60;
  static final long ANONYMOUS_ID_LIFETIME_S = 45L * 24 * 60 * 60;
  static final int LARGEST_BODY = 2048;

  record User(String name, String customUserID) {}

  record Session(String sid, User user, Instant expiresAt) {}

  final PrivateKey signingKey;
  final RSAPublicKey ibmKey;
  final byte[] cookieSecret;
  final boolean isSecure;
  /** With `__Host-`, no subdomain and no page on plain http can plant a cookie. */
  final String prefix;
  final SecureRandom random = new SecureRandom();

  Server(Map<String, String> environment) throws GeneralSecurityException {
    KeyFactory rsa = KeyFactory.getInstance("RSA");
    signingKey = readKey(environment, "SIGNING_KEY_FILE", der -> rsa.generatePrivate(new PKCS8EncodedKeySpec(der)));
    ibmKey = readKey(environment, "IBM_PUBLIC_KEY_FILE", der -> (RSAPublicKey) rsa.generatePublic(new X509EncodedKeySpec(der)));
    cookieSecret = utf8(environment.getOrDefault("COOKIE_SECRET", ""));
    if (cookieSecret.length < 32)
      throw new WrongSetting("COOKIE_SECRET has fewer than 32 bytes; make 32 random bytes with `openssl rand -hex 32`.");
    isSecure = !"0".equals(environment.get("SECURE_COOKIES"));
    prefix = isSecure ? "__Host-" : "";
    salt = randomBytes(16);
    passwordHash = hashPassword("lendyr-demo");
    nobodysHash = randomBytes(32);
  }

  public static void main(String[] arguments) throws Exception {
    Server backend;
    try {
      backend = new Server(System.getenv());
    } catch (WrongSetting wrong) {
      System.err.println("Could not start because " + wrong.getMessage());
      System.exit(1);
      return;
    }
    // Seconds to wait for a visitor who does not send the whole body. Each such visitor occupies a
    // thread.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "3001"));
    HttpServer server = HttpServer.create(new InetSocketAddress("localhost", port), 0);
    server.createContext("/", backend::route);
    server.setExecutor(Executors.newFixedThreadPool(200));
    server.start();
    System.out.println("Listening on http://localhost:" + server.getAddress().getPort());
  }

  /**
   * An environment variable is wrong. The message never repeats the value, because some people put
   * the key itself into the variable.
   */
  static class WrongSetting extends RuntimeException {
    WrongSetting(String message) {
      super(message);
    }
  }

  interface KeyReader<K> {
    K read(byte[] der) throws GeneralSecurityException;
  }

  static <K> K readKey(Map<String, String> environment, String name, KeyReader<K> reader) {
    String advice = "; set it to the path of an RSA key in PEM, without a passphrase.";
    String pem;
    try {
      pem = Files.readString(Path.of(environment.getOrDefault(name, "")));
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new WrongSetting(name + " is not the path of a readable file" + advice);
    }
    if (pem.contains("BEGIN RSA PRIVATE KEY"))
      throw new WrongSetting(
          name + " is in the older form PKCS#1; convert it with `openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem`.");
    try {
      return reader.read(Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", "")));
    } catch (GeneralSecurityException | IllegalArgumentException wrong) {
      throw new WrongSetting(name + " is not a file with such a key" + advice);
    }
  }

  // --- Routes

  static class Refusal extends Exception {
    final int status;

    Refusal(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  void route(HttpExchange exchange) throws IOException {
    try {
      byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
      switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
        case "GET /createJWT" -> token(exchange);
        case "POST /authenticate" -> login(exchange, body);
        case "POST /logout" -> logout(exchange, body);
        default -> throw new Refusal(404, "Could not answer because there is nothing at this address; check the address.");
      }
    } catch (Refusal refusal) {
      answer(exchange, refusal.status, "application/json", toJSON(Map.of("error", refusal.getMessage())));
    } catch (GeneralSecurityException | RuntimeException failure) {
      System.err.println("Could not answer a request: " + failure.getClass().getName());
      String error = "Could not answer because the backend failed; try again later.";
      answer(exchange, 500, "application/json", toJSON(Map.of("error", error)));
    }
  }

  void token(HttpExchange exchange) throws IOException, GeneralSecurityException {
    Map<String, String> cookies = cookies(exchange);
    String anonymousID = getOrMakeAnonymousID(cookies.get(prefix + "ANONYMOUS-USER-ID"));
    Session session = findSession(cookies.get(prefix + "SESSION"));
    setCookie(exchange, prefix + "ANONYMOUS-USER-ID", mark(anonymousID), ANONYMOUS_ID_LIFETIME_S, false);
    if (session == null && cookies.containsKey("SESSION_INFO")) setCookie(exchange, "SESSION_INFO", "", 0, true);
    answer(exchange, 200, "text/plain; charset=utf-8", createJWT(anonymousID, session));
  }

  void login(HttpExchange exchange, byte[] body) throws IOException, GeneralSecurityException, Refusal {
    refuseForeignPages(exchange);
    Map<String, String> credentials = readJSON(exchange, body);
    String username = credentials.get("username");
    String password = credentials.get("password");
    if (username == null || password == null || username.length() > 200 || password.length() > 200)
      throw new Refusal(
          400, "Could not log in because the username or the password is missing or too long; send both as JSON text.");
    User user = checkCredentials(username, password);
    if (user == null)
      throw new Refusal(401, "Could not log in because the username or the password is wrong; check both.");
    endSession(exchange);
    String secret = base64url(randomBytes(32));
    Instant expiresAt = Instant.now().plusSeconds(SESSION_LIFETIME_S);
    sessions.put(keyOf(secret), new Session(UUID.randomUUID().toString(), user, expiresAt));
    String info = toJSON(Map.of("userName", user.name, "customUserID", user.customUserID));
    setCookie(exchange, prefix + "SESSION", secret, SESSION_LIFETIME_S, false);
    String encoded = URLEncoder.encode(info, StandardCharsets.UTF_8).replace("+", "%20");
    setCookie(exchange, "SESSION_INFO", encoded, SESSION_LIFETIME_S, true);
    answer(exchange, 200, "application/json", info);
  }

  void logout(HttpExchange exchange, byte[] body) throws IOException, GeneralSecurityException, Refusal {
    refuseForeignPages(exchange);
    // A form on another site cannot send JSON.
    boolean isBare = body.length == 0 && !exchange.getRequestHeaders().containsKey("Content-Type");
    if (!isBare) readJSON(exchange, body.length == 0 ? utf8("{}") : body);
    endSession(exchange);
    setCookie(exchange, prefix + "SESSION", "", 0, false);
    setCookie(exchange, "SESSION_INFO", "", 0, true);
    answer(exchange, 204, "text/plain", "");
  }

  // --- Tokens

  /**
   * `sub` is the anonymous ID before, during and after a login. `user_payload` names the user.
   */
  String createJWT(String anonymousID, Session session) throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    User user = session == null ? new User("Anonymous", anonymousID) : session.user;
    Map<String, Object> claims = new HashMap<>();
    claims.put("sub", anonymousID);
    claims.put("iat", now);
    claims.put("exp", now + TOKEN_LIFETIME_S);
    claims.put("user_payload", encrypt(Map.of("name", user.name, "custom_user_id", user.customUserID)));
    if (session != null) claims.put("sid", session.sid);
    String header = toJSON(Map.of("alg", "RS256", "typ", "JWT"));
    String text = base64url(utf8(header)) + "." + base64url(utf8(toJSON(claims)));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(signingKey);
    signature.update(utf8(text));
    return text + "." + base64url(signature.sign());
  }

  /**
   * Encrypts for the assistant: RSA-OAEP with SHA-1, block by block, and all blocks as base64.
   */
  String encrypt(Map<String, String> payload) throws GeneralSecurityException {
    byte[] plain = utf8(toJSON(payload));
    int size = ibmKey.getModulus().bitLength() / 8 - 42;
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    for (int start = 0; start < plain.length; start += size) {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
      cipher.init(Cipher.ENCRYPT_MODE, ibmKey);
      blocks.writeBytes(cipher.doFinal(Arrays.copyOfRange(plain, start, Math.min(start + size, plain.length))));
    }
    return Base64.getEncoder().encodeToString(blocks.toByteArray());
  }

  // --- The anonymous ID. Its signature tells a made-up ID from a real one without a database

  String mark(String anonymousID) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(cookieSecret, "HmacSHA256"));
    return anonymousID + "." + HexFormat.of().formatHex(mac.doFinal(utf8(anonymousID)));
  }

  String getOrMakeAnonymousID(String cookie) throws GeneralSecurityException {
    String anonymousID = cookie == null ? "" : cookie.split("\\.", 2)[0];
    boolean isOurs = cookie != null && MessageDigest.isEqual(utf8(mark(anonymousID)), utf8(cookie));
    return isOurs ? anonymousID : "anon-" + UUID.randomUUID();
  }

  // --- Users and sessions: put your own database here

  final byte[] salt;
  final byte[] passwordHash;
  final byte[] nobodysHash;
  final Map<String, Session> sessions = new ConcurrentHashMap<>();

  /** Takes as long for an unknown user as for a known one. */
  User checkCredentials(String username, String password) throws GeneralSecurityException {
    boolean isKnown = username.equals("cade");
    boolean isRight = MessageDigest.isEqual(hashPassword(password), isKnown ? passwordHash : nobodysHash);
    return isKnown && isRight ? new User("Cade", "cade-id") : null;
  }

  byte[] hashPassword(String password) throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, 210_000, 256);
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
  }

  /** A hash, so that nobody who reads the store can take over a session. */
  static String keyOf(String secret) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(utf8(secret)));
  }

  Session findSession(String secret) throws GeneralSecurityException {
    Session session = secret == null ? null : sessions.get(keyOf(secret));
    return session != null && session.expiresAt.isAfter(Instant.now()) ? session : null;
  }

  void endSession(HttpExchange exchange) throws GeneralSecurityException {
    String secret = cookies(exchange).get(prefix + "SESSION");
    if (secret != null) sessions.remove(keyOf(secret));
  }

  // --- Requests and answers

  /**
   * No page can forge `Sec-Fetch-Site`. A request without both headers is from no browser, so it
   * has no visitor's cookies.
   */
  static void refuseForeignPages(HttpExchange exchange) throws Refusal {
    String site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    String host = exchange.getRequestHeaders().getFirst("Host");
    boolean isOwn =
        site != null
            ? site.equals("same-origin") || site.equals("none")
            : origin == null || origin.replaceFirst("^\\w+://", "").equals(host);
    if (!isOwn)
      throw new Refusal(
          403, "Could not answer because the request came from another site; send it from a page of this site.");
  }

  /**
   * The possessive `*+` matches in a loop. The other quantifiers need a stack frame for each
   * letter.
   */
  static final Pattern FIELD = Pattern.compile("\\s*\"(\\w+)\"\\s*:\\s*\"((?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/])*+)\"\\s*");

  /**
   * Reads a flat JSON object of texts, which is all that a login needs. Use a JSON library for
   * more. The method accepts only JSON, because a form on another site can send other types without
   * a preflight request.
   */
  static Map<String, String> readJSON(HttpExchange exchange, byte[] body) throws Refusal {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.matches("(?i)application/json\\s*(;.*)?"))
      throw new Refusal(415, "Could not answer because the request is not JSON; send `Content-Type: application/json`.");
    if (body.length > LARGEST_BODY)
      throw new Refusal(413, "Could not answer because the body is too large; send at most 2 kB.");
    String text = new String(body, StandardCharsets.UTF_8).trim();
    Map<String, String> fields = new HashMap<>();
    Matcher matcher = FIELD.matcher(text);
    int at = text.startsWith("{") ? 1 : -1;
    if (text.matches("\\{\\s*\\}")) return fields;
    while (at > 0 && matcher.find(at) && matcher.start() == at) {
      fields.put(matcher.group(1), matcher.group(2).replaceAll("\\\\(.)", "$1"));
      at = matcher.end();
      if (text.startsWith("}", at) && at == text.length() - 1) return fields;
      at = text.startsWith(",", at) ? at + 1 : -1;
    }
    throw new Refusal(400, "Could not answer because the body is not a flat JSON object of texts; send such an object.");
  }

  static Map<String, String> cookies(HttpExchange exchange) {
    Map<String, String> cookies = new HashMap<>();
    for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", java.util.List.of())) {
      for (String pair : header.split(";")) {
        String[] parts = pair.trim().split("=", 2);
        if (parts.length == 2) cookies.put(parts[0], parts[1]);
      }
    }
    return cookies;
  }

  void setCookie(HttpExchange exchange, String name, String value, long maxAge, boolean isReadable) {
    String protection = (isReadable ? "" : "; HttpOnly") + (isSecure ? "; Secure" : "");
    String line = "%s=%s; Path=/; Max-Age=%d; SameSite=Lax%s".formatted(name, value, maxAge, protection);
    exchange.getResponseHeaders().add("Set-Cookie", line);
  }

  static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("Vary", "Cookie, Origin");
    byte[] bytes = utf8(body);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  // --- Encodings

  static String toJSON(Map<String, ?> fields) {
    StringBuilder json = new StringBuilder("{");
    for (Map.Entry<String, ?> field : fields.entrySet()) {
      if (json.length() > 1) json.append(',');
      json.append(quote(field.getKey())).append(':');
      json.append(field.getValue() instanceof Number number ? number.toString() : quote(field.getValue().toString()));
    }
    return json.append('}').toString();
  }

  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char letter : text.toCharArray()) {
      if (letter == '"' || letter == '\\') quoted.append('\\').append(letter);
      else if (letter < ' ') quoted.append("\\u%04x".formatted((int) letter));
      else quoted.append(letter);
    }
    return quoted.append('"').toString();
  }

  static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
