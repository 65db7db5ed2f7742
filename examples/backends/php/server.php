<?php
/**
 * A backend for secure-web-chat: identity tokens, login and logout. PHP 8.1 or newer with its
 * openssl extension.
 *
 *     SIGNING_KEY_FILE=signing-private.pem IBM_PUBLIC_KEY_FILE=ibm-public.pem \
 *       COOKIE_SECRET=… php -S localhost:3001 server.php
 *
 * In production, put a web server with https in front of this script. To try the script on
 * http://localhost in Safari, set SECURE_COOKIES=0.
 */
declare(strict_types=1);

const TOKEN_LIFETIME_S = 60 * 60;
const SESSION_LIFETIME_S = 8 * 60 * 60;
const ANONYMOUS_ID_LIFETIME_S = 45 * 24 * 60 * 60;
const LARGEST_BODY = 2048;

ini_set('display_errors', '0');
header_remove('X-Powered-By');

final class Refusal extends Exception
{
}

/**
 * An environment variable is wrong. The message never repeats the value, because some people put
 * the key itself into the variable.
 */
final class WrongSetting extends Exception
{
}

try {
    define('SIGNING_KEY', readKey('SIGNING_KEY_FILE', openssl_pkey_get_private(...)));
    define('IBM_KEY', readKey('IBM_PUBLIC_KEY_FILE', openssl_pkey_get_public(...)));
    define('COOKIE_SECRET', (string) getenv('COOKIE_SECRET'));
    if (strlen(COOKIE_SECRET) < 32) {
        throw new WrongSetting('COOKIE_SECRET has fewer than 32 bytes; make 32 random bytes with `openssl rand -hex 32`.');
    }
    route($_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
} catch (Refusal $refusal) {
    answer($refusal->getCode(), ['error' => $refusal->getMessage()]);
} catch (Throwable $failure) {
    $isSetting = $failure instanceof WrongSetting;
    error_log($isSetting ? "Could not start because {$failure->getMessage()}" : 'Could not answer a request: ' . $failure::class);
    header_remove('Set-Cookie');
    answer(500, ['error' => 'Could not answer because the backend failed; try again later.']);
}

function readKey(string $name, callable $read): OpenSSLAsymmetricKey
{
    $file = (string) getenv($name);
    $advice = 'set it to the path of an RSA key in PEM, without a passphrase.';
    if (!@is_file($file) || ($pem = @file_get_contents($file)) === false) {
        throw new WrongSetting("$name is not the path of a readable file; $advice");
    }
    return $read($pem) ?: throw new WrongSetting("$name is not a file with such a key; $advice");
}

function route(string $request): void
{
    match ($request) {
        'GET /createJWT' => token(),
        'POST /authenticate' => login(),
        'POST /logout' => logout(),
        default => throw new Refusal('Could not answer because there is nothing at this address; check the address.', 404),
    };
}

function token(): void
{
    $anonymousID = unmark('visitor', readCookie('ANONYMOUS-USER-ID')) ?? makeAnonymousID();
    $session = findSession();
    setSafeCookie('ANONYMOUS-USER-ID', mark('visitor', $anonymousID), ANONYMOUS_ID_LIFETIME_S);
    if (!$session && isset($_COOKIE['SESSION_INFO'])) {
        setSafeCookie('SESSION_INFO', '', -1, readable: true);
    }
    answer(200, createJWT($anonymousID, $session));
}

function login(): void
{
    refuseForeignPages();
    ['username' => $username, 'password' => $password] = readJSON() + ['username' => null, 'password' => null];
    // bcrypt reads only the first 72 bytes.
    if (!is_string($username) || !is_string($password) || strlen($username) > 200 || strlen($password) > 72) {
        $fault = 'the username or the password is missing or too long';
        throw new Refusal("Could not log in because $fault; send both as JSON text.", 400);
    }
    $user = checkCredentials($username, $password)
        ?? throw new Refusal('Could not log in because the username or the password is wrong; check both.', 401);
    endSession(); // so that a session planted before the login is useless
    $id = session_create_id();
    openSession($id);
    $_SESSION = ['sid' => bin2hex(random_bytes(16)), 'user' => $user, 'expiresAt' => time() + SESSION_LIFETIME_S];
    session_write_close();
    setSafeCookie('SESSION', mark('session', $id), SESSION_LIFETIME_S);
    $info = ['userName' => $user['name'], 'customUserID' => $user['custom_user_id']];
    setSafeCookie('SESSION_INFO', json_encode($info), SESSION_LIFETIME_S, readable: true);
    answer(200, $info);
}

function logout(): void
{
    refuseForeignPages();
    if (isset($_SERVER['CONTENT_TYPE']) || (int) ($_SERVER['CONTENT_LENGTH'] ?? 0) > 0) {
        readJSON(orNothing: true); // a form on another site cannot send JSON
    }
    endSession();
    setSafeCookie('SESSION', '', -1);
    setSafeCookie('SESSION_INFO', '', -1, readable: true);
    answer(204);
}

// --- Tokens

/**
 * `sub` is the anonymous ID before, during and after a login. `user_payload` names the user.
 */
function createJWT(string $anonymousID, ?array $session): string
{
    $now = time();
    $user = $session['user'] ?? ['name' => 'Anonymous', 'custom_user_id' => $anonymousID];
    $claims = ['sub' => $anonymousID, 'iat' => $now, 'exp' => $now + TOKEN_LIFETIME_S, 'user_payload' => encrypt($user)];
    if ($session) {
        $claims['sid'] = $session['sid'];
    }
    $parts = [['alg' => 'RS256', 'typ' => 'JWT'], $claims];
    $text = implode('.', array_map(fn (array $part) => base64url(json_encode($part)), $parts));
    openssl_sign($text, $signature, SIGNING_KEY, OPENSSL_ALGO_SHA256);
    return $text . '.' . base64url($signature);
}

/**
 * Encrypts for the assistant: RSA-OAEP with SHA-1, block by block, and all blocks as base64.
 */
function encrypt(array $payload): string
{
    $size = intdiv(openssl_pkey_get_details(IBM_KEY)['bits'], 8) - 42;
    $cipher = '';
    foreach (str_split(json_encode($payload), $size) as $block) {
        openssl_public_encrypt($block, $encrypted, IBM_KEY, OPENSSL_PKCS1_OAEP_PADDING);
        $cipher .= $encrypted;
    }
    return base64_encode($cipher);
}

function base64url(string $data): string
{
    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
}

// --- Cookies with a mark of this backend, which tells a made-up cookie from a real one without a
// database

function mark(string $purpose, string $value): string
{
    return $value . '.' . hash_hmac('sha256', "$purpose:$value", COOKIE_SECRET);
}

function unmark(string $purpose, string $cookie): ?string
{
    $value = explode('.', $cookie)[0];
    return hash_equals(mark($purpose, $value), $cookie) ? $value : null;
}

function makeAnonymousID(): string
{
    $random = random_bytes(16);
    $random[6] = chr(ord($random[6]) & 0x0f | 0x40);
    $random[8] = chr(ord($random[8]) & 0x3f | 0x80);
    return vsprintf('anon-%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($random), 4));
}

// --- Users and sessions: put your own database here

/** Takes as long for an unknown user as for a known one. */
function checkCredentials(string $username, string $password): ?array
{
    $users = [
        'cade' => [ // the password is lendyr-demo
            'hash' => '$2y$10$efZ3IxJrh0tpEKYAHEa56.NZdp.LpFWgfd1VB/FD58Jgqe9g/x/6W',
            'user' => ['name' => 'Cade', 'custom_user_id' => 'cade-id'],
        ],
    ];
    $nobody = ['hash' => '$2y$10$q7yMnA.IdS/F2qtx99FHW.l5cl6vJ6sl2lDlfJ4FlPk0x3elxHohm', 'user' => null];
    $known = $users[$username] ?? $nobody;
    return password_verify($password, $known['hash']) ? $known['user'] : null;
}

function findSession(): ?array
{
    if (!openSession(unmark('session', readCookie('SESSION')), ['read_and_close' => true])) {
        return null;
    }
    return ($_SESSION['expiresAt'] ?? 0) > time() ? $_SESSION : null;
}

function endSession(): void
{
    if (openSession(unmark('session', readCookie('SESSION')))) {
        session_destroy();
    }
}

/**
 * PHP makes a file for each session ID that it opens. So this function opens only IDs that this
 * backend issued, and writes the cookie itself.
 */
function openSession(?string $id, array $options = []): bool
{
    if ($id === null) {
        return false;
    }
    session_id($id);
    $lifetime = (string) SESSION_LIFETIME_S;
    $ours = ['use_cookies' => '0', 'use_strict_mode' => '0', 'cache_limiter' => '', 'gc_maxlifetime' => $lifetime];
    return session_start($ours + $options);
}

// --- Requests and answers

/**
 * No page can forge `Sec-Fetch-Site`. A request without both headers is from no browser, so it has
 * no visitor's cookies.
 */
function refuseForeignPages(): void
{
    $site = $_SERVER['HTTP_SEC_FETCH_SITE'] ?? null;
    $origin = $_SERVER['HTTP_ORIGIN'] ?? null;
    $isOwn = $site !== null
        ? in_array($site, ['same-origin', 'none'], true)
        : $origin === null || preg_replace('#^\w+://#', '', $origin) === $_SERVER['HTTP_HOST'];
    if (!$isOwn) {
        throw new Refusal('Could not answer because the request came from another site; send it from a page of this site.', 403);
    }
}

/** Accepts only JSON, because a form on another site can send other types without a preflight. */
function readJSON(bool $orNothing = false): array
{
    if (!preg_match('#^application/json\s*(;|$)#i', $_SERVER['CONTENT_TYPE'] ?? '')) {
        throw new Refusal('Could not answer because the request is not JSON; send `Content-Type: application/json`.', 415);
    }
    $body = file_get_contents('php://input', length: LARGEST_BODY + 1);
    if (strlen($body) > LARGEST_BODY) {
        throw new Refusal('Could not answer because the body is too large; send at most 2 kB.', 413);
    }
    $parsed = json_decode($orNothing && $body === '' ? '{}' : $body, true);
    return is_array($parsed)
        ? $parsed
        : throw new Refusal('Could not answer because the body is not a JSON object; send a JSON object.', 400);
}

/**
 * With the prefix `__Host-`, no subdomain and no page on plain http can plant a cookie.
 */
function nameOf(string $cookie): string
{
    return (isSecure() ? '__Host-' : '') . $cookie;
}

function readCookie(string $name): string
{
    $value = $_COOKIE[nameOf($name)] ?? '';
    return is_string($value) ? $value : '';
}

function isSecure(): bool
{
    return getenv('SECURE_COOKIES') !== '0';
}

/** A negative age removes the cookie. */
function setSafeCookie(string $name, string $value, int $maxAge, bool $readable = false): void
{
    setcookie($readable ? $name : nameOf($name), $value, [
        'expires' => time() + $maxAge,
        'path' => '/',
        'secure' => isSecure(),
        'httponly' => !$readable,
        'samesite' => 'Lax',
    ]);
}

function answer(int $status, string|array|null $body = null): void
{
    http_response_code($status);
    header('Content-Type: ' . (is_string($body) ? 'text/plain; charset=utf-8' : 'application/json'));
    header('Cache-Control: no-store');
    header('Vary: Cookie, Origin');
    echo is_array($body) ? json_encode($body) : $body ?? '';
}
