import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { root } from './consumer.js';

/** Returns the exports of a declaration file, with the members of each class and interface. */
function surfaceOf(file: string): Map<string, string[]> {
  const program = ts.createProgram([join(root, 'dist', file)], {
    target: ts.ScriptTarget.ES2022,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(root, 'dist', file));
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`dist/${file} is not there, or exports nothing: run npm run build`);
  return new Map(
    checker.getExportsOfModule(module).map((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const isShape = symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface);
      const members = isShape ? checker.getDeclaredTypeOfSymbol(symbol).getProperties() : [];
      return [exported.name, members.filter(isPublic).map(({ name }) => name)];
    }),
  );
}

function isPublic(member: ts.Symbol): boolean {
  const isHidden = (declaration: ts.Declaration) =>
    (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.NonPublicAccessibilityModifier) !== 0;
  return !/^(#|__)/.test(member.name) && !(member.declarations ?? []).some(isHidden);
}

const STANDARD = ['name', 'message', 'stack', 'cause'];

describe('secure-web-chat', () => {
  const surface = surfaceOf('index.d.ts');

  const isOfIBM = (name: string) => name.startsWith('WebChat');

  test("exports these names, IBM's types beside them, and no other", () => {
    expect([...surface.keys()].filter((name) => !isOfIBM(name)).sort()).toEqual([
      'Credentials',
      'Diagnosis',
      'Endpoint',
      'EndpointContext',
      'EndpointFunction',
      'EndpointRequest',
      'ScriptOptions',
      'SecureWebChat',
      'SecureWebChatError',
      'SecureWebChatErrorCode',
      'SecureWebChatEvents',
      'SecureWebChatOptions',
      'SecureWebChatState',
      'Token',
      'isSecureWebChatError',
    ]);
  });

  test("none of IBM's methods that the SDK calls itself is in the instance", () => {
    const members = surface.get('WebChatInstance');
    for (const name of ['render', 'updateIdentityToken', 'updateUserID', 'destroySession', 'destroy']) {
      expect(members).not.toContain(name);
    }
  });

  test.each<[string, string[]]>([
    ['SecureWebChat', ['load', 'open', 'login', 'logout', 'destroy', 'instance', 'getState', 'on', 'diagnose']],
    ['SecureWebChatEvents', ['change', 'error', 'instance']],
    [
      'SecureWebChatOptions',
      [
        'webChat',
        'tokenEndpoint',
        'loginEndpoint',
        'logoutEndpoint',
        'userCookie',
        'csrf',
        'conversationAfterLogout',
        'prefetchToken',
        'script',
        'debug',
      ],
    ],
    ['ScriptOptions', ['url', 'integrity', 'timeoutMs']],
    ['EndpointRequest', ['url', 'method', 'headers', 'credentials', 'mode', 'body']],
    ['EndpointContext', ['signal', 'reason', 'input']],
    [
      'WebChatInstance',
      [
        'on',
        'once',
        'off',
        'send',
        'restartConversation',
        'updateHistoryUserDefined',
        'doAutoScroll',
        'scrollToMessage',
        'changeView',
        'getState',
        'getWidgetVersion',
        'requestFocus',
        'openWindow',
        'closeWindow',
        'toggleOpen',
        'customPanels',
        'elements',
        'writeableElements',
        'notifications',
        'addNotification',
        'tours',
        'serviceDesk',
        'agentEndConversation',
        'updateHomeScreenConfig',
        'updateLauncherConfig',
        'updateLauncherAvatarURL',
        'updateLauncherGreetingMessage',
        'showLauncherGreetingMessage',
        'updateCustomMenuOptions',
        'updateMainHeaderTitle',
        'updateMainHeaderAvatar',
        'updateAssistantInputFieldVisibility',
        'updateBotUnreadIndicatorVisibility',
        'updateCSSVariables',
        'updateIsTypingCounter',
        'updateIsLoadingCounter',
        'updateIsChatLoadingCounter',
        'updateLocale',
        'getLocale',
        'updateLanguagePack',
        'getIntl',
      ],
    ],
  ])('%s has these members and no other', (name, members) => {
    expect(surface.get(name)?.sort()).toEqual(members.sort());
  });

  test('SecureWebChatError adds these to an Error', () => {
    const own = surface.get('SecureWebChatError')?.filter((name) => !STANDARD.includes(name));
    expect(own?.sort()).toEqual(['code', 'help', 'retryable', 'status']);
  });
});

describe('secure-web-chat/testing', () => {
  const surface = surfaceOf('testing.d.ts');

  test('exports the simulator and nothing else', () => {
    expect([...surface.keys()].sort()).toEqual(['WebChatSimulator', 'installWebChatSimulator', 'testToken']);
    expect(surface.get('WebChatSimulator')?.sort()).toEqual(['expireToken', 'open', 'say', 'transcript', 'uninstall']);
  });
});

describe('secure-web-chat/server', () => {
  const surface = surfaceOf('server.d.ts');

  test('exports the issuer and nothing else', () => {
    expect([...surface.keys()].sort()).toEqual([
      'Key',
      'Login',
      'NodeRequest',
      'NodeResponse',
      'TokenIssuer',
      'TokenIssuerOptions',
      'createTokenIssuer',
      'toNodeHandler',
    ]);
    expect(surface.get('TokenIssuer')?.sort()).toEqual([
      'createToken',
      'encryptPayload',
      'handler',
      'newAnonymousCookie',
      'ready',
    ]);
  });
});
