// WeChat around the mini-program's own bundle: a stand-in for `wx` that keeps to what phones offer (no `fetch`, no
// `window`, no `eval`) and carries requests and files to a real server. What is drawn from a page's data by WeChat itself
// (WXML, styles, native components) is not part of it: `shows` reads the tree that the bundle hands over.

import assert from 'node:assert/strict';
import { readFileSync, existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import vm from 'node:vm';
import { code } from './town.mjs';

const BUNDLE = new URL('../mini/dist/weapp/', import.meta.url).pathname;
/** The address that the bundle was built for; what it asks there is asked of the town. */
const DECLARED = process.env.API_BASE ?? 'https://linli.example';
/** How long a person would look at a page before they give up. */
const PATIENCE = 30_000;

/** `/pages/help/wish?id=…` and `pages/help/wish` are one page. */
const route = (url) => url.split('?')[0].replace(/^\//, '');
const params = (url) => Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? ''));

/** Opens the mini-program on a phone of this person. */
export async function phone(town, who) {
  const stored = new Map();
  const told = [];
  const pages = [];
  const configs = new Map();
  const timers = new Set();
  const watchers = new Set();
  const state = { online: true, scanned: null, picture: null, says: true, requests: [], faults: [] };
  let app = null;
  let loading = '';

  const changed = () => [...watchers].forEach((look) => look());
  const there = (url) => (url.startsWith(DECLARED) ? town + url.slice(DECLARED.length) : url);
  const top = () => pages.at(-1);

  /** An API of WeChat: answers by `success` or `fail`, then `complete`; by a promise where none of them is given. */
  const later = (work) => (options = {}) => {
    const answer = new Promise((done) => done(work(options))).then(
      (result) => ({ errMsg: 'ok', ...result }),
      (fault) => Promise.reject({ errMsg: String(fault.message ?? fault) }),
    );
    answer.then(options.success, options.fail).then(options.complete).finally(changed);
    const { success, fail, complete } = options;
    return success ?? fail ?? complete ? { abort() {}, onProgressUpdate() {}, onHeadersReceived() {} } : answer;
  };
  const connected = () => {
    if (!state.online) throw new Error('request:fail net::ERR_INTERNET_DISCONNECTED');
  };

  const show = (url) => {
    const config = configs.get(route(url)) ?? load(route(url));
    const page = {
      ...config,
      route: route(url),
      data: structuredClone(config.data ?? {}),
      setData(part, done) {
        for (const [path, value] of Object.entries(part)) put(this.data, path, value);
        done?.();
        changed();
      },
      getTabBar: () => null,
    };
    pages.push(page);
    page.onLoad?.(params(url));
    page.onShow?.();
    page.onReady?.();
  };
  const leave = (page) => {
    page.onHide?.();
    page.onUnload?.();
  };
  const instead = (url, rest) => {
    for (const page of pages.splice(rest)) leave(page);
    show(url);
  };

  const wx = {
    request: later(async ({ url, method = 'GET', data, header }) => {
      connected();
      const sent = { url, body: typeof data === 'string' ? data : JSON.stringify(data) };
      state.requests.push(sent);
      assert.ok(url.startsWith(DECLARED), `${url} was never declared to WeChat`);
      const answer = await fetch(there(url), { method, headers: header, body: sent.body });
      sent.status = answer.status;
      if (answer.status >= 400) state.faults.push(`${answer.status}: ${method} ${url}`);
      const text = await answer.text();
      let body = text;
      try {
        body = JSON.parse(text);
      } catch {
        // Text stays text, as on the phone.
      }
      return { statusCode: answer.status, data: body, header: Object.fromEntries(answer.headers) };
    }),
    uploadFile: later(async ({ url, filePath, name, formData = {}, header }) => {
      connected();
      const form = new FormData();
      for (const [key, value] of Object.entries(formData)) form.append(key, value);
      // WeChat names no type of what it sends.
      form.append(name, new Blob([state.picture], { type: 'application/octet-stream' }), filePath.split('/').at(-1));
      const answer = await fetch(there(url), { method: 'POST', headers: header, body: form });
      state.requests.push({ url, status: answer.status });
      if (answer.status >= 400) state.faults.push(`${answer.status}: POST ${url}`);
      return { statusCode: answer.status, data: await answer.text() };
    }),
    downloadFile: later(async ({ url, header, filePath }) => {
      connected();
      const answer = await fetch(there(url), { headers: header });
      return { statusCode: answer.status, filePath, tempFilePath: filePath };
    }),
    login: later(() => ({ code: code(who) })),
    chooseMedia: later(() => {
      if (!state.picture) throw new Error('chooseMedia:fail cancel');
      return { tempFiles: [{ tempFilePath: 'wxfile://tmp/photo.jpg', size: state.picture.length, fileType: 'image' }], type: 'image' };
    }),
    scanCode: later(() => {
      if (!state.scanned) throw new Error('scanCode:fail cancel');
      return { result: state.scanned, scanType: 'QR_CODE', charSet: 'UTF-8', rawData: '' };
    }),
    showModal: later(({ content = '', title = '' }) => {
      told.push(content || title);
      return { confirm: state.says, cancel: !state.says, content: '' };
    }),
    showToast: later(({ title }) => void told.push(title)),
    showActionSheet: later(() => ({ tapIndex: 0 })),
    navigateTo: later(({ url }) => {
      top()?.onHide?.();
      show(url);
    }),
    redirectTo: later(({ url }) => instead(url, -1)),
    switchTab: later(({ url }) => instead(url, 0)),
    reLaunch: later(({ url }) => instead(url, 0)),
    navigateBack: later(() => {
      assert.ok(pages.length > 1, 'there is a page to go back to');
      leave(pages.pop());
      top().onShow?.();
    }),
    getStorageSync: (key) => stored.get(key) ?? '',
    setStorageSync: (key, value) => void stored.set(key, value),
    removeStorageSync: (key) => void stored.delete(key),
    getSystemInfoSync: () => ({ ...SYSTEM }),
    getWindowInfo: () => ({ ...SYSTEM }),
    getAppBaseInfo: () => ({ ...SYSTEM }),
    getDeviceInfo: () => ({ ...SYSTEM }),
    getMenuButtonBoundingClientRect: () => ({ top: 24, bottom: 56, left: 278, right: 365, width: 87, height: 32 }),
    getAccountInfoSync: () => ({ miniProgram: { appId: 'wx0000000000000000', envVersion: 'release', version: '' } }),
    getUpdateManager: () => ({ onCheckForUpdate() {}, onUpdateReady() {}, onUpdateFailed() {}, applyUpdate() {} }),
    getNetworkType: later(() => ({ networkType: state.online ? 'wifi' : 'none' })),
    onNetworkStatusChange: (listener) => (state.network = listener),
    offNetworkStatusChange() {},
    onNeedPrivacyAuthorization() {},
    openPrivacyContract: later(() => ({})),
    requestSubscribeMessage: later(({ tmplIds }) => Object.fromEntries(tmplIds.map((id) => [id, 'accept']))),
    env: { USER_DATA_PATH: 'wxfile://usr' },
  };
  for (const name of ['setNavigationBarTitle', 'setNavigationBarColor', 'hideTabBar', 'setTabBarBadge', 'removeTabBarBadge', 'showLoading', 'hideLoading', 'hideToast', 'pageScrollTo', 'stopPullDownRefresh', 'vibrateShort', 'makePhoneCall', 'setClipboardData', 'previewImage', 'openDocument', 'shareFileMessage', 'setScreenBrightness', 'setKeepScreenOn', 'openPrivacySetting'])
    wx[name] = later(() => ({}));
  for (const name of ['onThemeChange', 'onAppShow', 'onAppHide', 'onError', 'onUnhandledRejection', 'onMemoryWarning', 'onPageNotFound', 'onUserCaptureScreen', 'nextTick'])
    wx[name] = name === 'nextTick' ? (next) => void setTimeout(next) : () => {};

  const timer = (start, stop) => (work, wait, ...rest) => {
    const id = start(work, wait, ...rest);
    timers.add(() => stop(id));
    return id;
  };
  const context = vm.createContext(
    {
      wx,
      console: { ...console, log() {}, info() {}, warn() {}, error: (...words) => state.faults.push(`console: ${words.join(' ')}`) },
      setTimeout: timer(setTimeout, clearTimeout),
      clearTimeout,
      setInterval: timer(setInterval, clearInterval),
      clearInterval,
      App: (config) => (app = config),
      Page: (config) => configs.set(loading, config),
      Component: (config) => configs.set(loading, config),
      Behavior: (config) => config,
      getApp: () => app,
      getCurrentPages: () => pages,
    },
    // As in WeChat: no code is made from text.
    { codeGeneration: { strings: false, wasm: false } },
  );
  const modules = new Map();
  const require_ = (from) => (name) => {
    const file = normalize(join(dirname(from), name.endsWith('.js') ? name : `${name}.js`));
    if (modules.has(file)) return modules.get(file).exports;
    const module = { exports: {} };
    modules.set(file, module);
    const source = `(function (require, module, exports) {${readFileSync(join(BUNDLE, file), 'utf8')}\n})`;
    vm.runInContext(source, context, { filename: file })(require_(file), module, module.exports);
    return module.exports;
  };
  const load = (page) => {
    assert.ok(existsSync(join(BUNDLE, `${page}.js`)), `there is a page ${page}`);
    loading = page;
    require_('app.js')(`./${page}`);
    assert.ok(configs.has(page), `${page} declares itself`);
    return configs.get(page);
  };

  require_('app.js')('./app');
  const begin = { path: 'pages/home/index', query: {}, scene: 1001 };
  app.onLaunch?.(begin);
  app.onShow?.(begin);

  /** Waits until `look` gives something; it looks whenever anything on the phone has changed. */
  const until = (what, look) =>
    new Promise((found, failed) => {
      const enough = setTimeout(() => {
        watchers.delete(again);
        failed(new Error(`${who} waited for ${what} on ${top()?.route}:\n${mini.shows()}\ntold: ${told.join(' | ')}\n${state.faults.join('\n')}`));
      }, PATIENCE);
      const again = () => {
        const result = look();
        if (!result) return;
        clearTimeout(enough);
        watchers.delete(again);
        found(result);
      };
      watchers.add(again);
      again();
    });

  const mini = {
    ...{ told, stored },
    /** Requests that were sent, and what went wrong: a test ends by seeing `faults` empty. */
    get requests() {
      return state.requests;
    },
    faults: () => state.faults,
    /** Opens a page, as a tap on a message would. */
    async open(url) {
      instead(url, 0);
      await until('the page', () => text(top().data.root).trim());
    },
    /** What is written on the page that is shown. */
    shows: () => text(top()?.data.root),
    page: () => top()?.route,
    see: (words) => until(words, () => mini.shows().includes(words)),
    toldOf: (words) => until(`being told ${words}`, () => told.some((one) => one.includes(words))),
    on: (page) => until(`the page ${page}`, () => top()?.route === page),
    until,
    /** Taps what carries these words, or the label, once it is there and may be tapped. */
    async tap(words) {
      fire(await until(words, () => pathTo(top().data.root, (node) => isTap(node) && named(node, words))), 'tap', {});
    },
    /** Types into the field of this label. */
    async type(label, value) {
      fire(await until(label, () => pathTo(top().data.root, (node) => isField(node) && named(node, label))), 'input', { value, cursor: value.length });
    },
    /** What the camera sees next. */
    scans: (seen) => (state.scanned = seen),
    picks: (picture) => (state.picture = picture),
    /** What is answered to "are you sure?". */
    says: (yes) => (state.says = yes),
    network(online) {
      state.online = online;
      state.network?.({ isConnected: online, networkType: online ? 'wifi' : 'none' });
    },
    /** The app is laid aside and taken up again. */
    resume() {
      top().onHide?.();
      app.onHide?.();
      app.onShow?.(begin);
      top().onShow?.();
    },
    close() {
      for (const stop of timers) stop();
    },
  };

  function fire(path, type, detail) {
    const target = { id: path[0].uid ?? path[0].sid, dataset: { sid: path[0].sid }, offsetLeft: 0, offsetTop: 0 };
    const page = top();
    // WeChat hands an event upwards; whoever has no listener lets it pass.
    for (const node of path) {
      const currentTarget = { ...target, id: node.uid ?? node.sid, dataset: { sid: node.sid } };
      page.eh({ type, timeStamp: Date.now(), target, currentTarget, detail, mark: {}, touches: [], changedTouches: [] });
    }
  }

  await mini.open('/pages/home/index');
  return mini;
}

const SYSTEM = {
  brand: 'devtools', model: 'phone', pixelRatio: 2, screenWidth: 375, screenHeight: 667, windowWidth: 375, windowHeight: 603, statusBarHeight: 20,
  language: 'zh_CN', version: '8.0.50', system: 'Android 13', platform: 'android', fontSizeSetting: 16, SDKVersion: '3.6.0', theme: 'light',
  safeArea: { left: 0, right: 375, top: 20, bottom: 667, width: 375, height: 647 },
};

/** Sets `root.cn.[0].v` as `setData` does. */
function put(data, path, value) {
  const steps = path.replace(/\[(\d+)\]/g, '.$1').split('.').filter(Boolean);
  const last = steps.pop();
  let at = data;
  for (const step of steps) at = at[step] ??= {};
  at[last] = value;
}

const children = (node) => (Array.isArray(node?.cn) ? node.cn : Object.values(node?.cn ?? {}));
/** Words stand in nodes that have no children, not even none; each element begins a line. */
const words = (node) => (!node ? '' : 'cn' in node ? `\n${children(node).map(words).join('')}\n` : String(node.v ?? ''));
const text = (node) => words(node).replace(/\s*\n\s*/g, '\n').trim();
const isTap = (node) => /(^| )(tap|card open)( |$)/.test(node.cl ?? '') && !/(^| )off( |$)/.test(node.cl ?? '');
const isField = (node) => /(^| )input( |$)/.test(node.cl ?? '');
/** Named by its words or by its label. */
const named = (node, words) => text(node).includes(words) || Object.values(node).some((value) => value === words);
/** The innermost node of its kind, with all that it lies in. */
function pathTo(node, wanted, above = []) {
  const path = [node, ...above];
  for (const child of children(node)) {
    const found = pathTo(child, wanted, path);
    if (found) return found;
  }
  return wanted(node) ? path : null;
}
