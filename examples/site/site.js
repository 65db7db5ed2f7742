/** The demo page: logs in and out with the SDK, and shows the state of the SDK. */
const { SecureWebChat } = window;

const byId = (id) => document.getElementById(id);
const form = byId('login');
const shownEvents = 12;

const webChat = await (await fetch('config.json')).json();
const chat = new SecureWebChat({
  webChat,
  tokenEndpoint: '/createJWT',
  loginEndpoint: '/authenticate',
  logoutEndpoint: '/logout',
});
// Lets you use the chat in the browser's console.
window.chat = chat;

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  showAlert('');
  try {
    await chat.login(Object.fromEntries(new FormData(form)));
    form.reset();
  } catch (error) {
    showAlert(
      error.code === 'LOGIN_REJECTED'
        ? 'The username or the password is wrong.'
        : 'You could not be logged in just now. Please try again.',
    );
  }
});

byId('logout').addEventListener('click', async () => {
  showAlert('');
  try {
    await chat.logout();
  } catch {
    showAlert('You could not be logged out just now. Please try again.');
  }
});

chat.on('change', (state, previous) => {
  showState(state);
  for (const what of changes(state, previous)) showEvent(what);
});
chat.on('error', (error) => showEvent(`error ${error.code}`));

showState(chat.getState());
setInterval(() => showExpiry(chat.getState()), 250);

try {
  await chat.load();
} catch (error) {
  showAlert(`The chat could not be loaded (${error.code}). Logging in and out works all the same.`);
}

function showAlert(text) {
  byId('alert').textContent = text;
}

function showState(state) {
  byId('status').textContent = state.user ? `Hello, ${state.user.userName}` : 'You are not logged in';
  showControl(state.user ? byId('logout') : form);
  byId('phase').textContent = state.error ? `${state.phase}, ${state.error.code}` : state.phase;
  byId('busy').textContent = state.busy ?? 'nothing';
  byId('subject').textContent = state.subject ?? 'none yet: the chat asks for a token when it is opened';
  showExpiry(state);
}

/** Shows either the form or the button, and moves the keyboard focus from one to the other. */
function showControl(fitting) {
  const controls = [form, byId('logout')];
  const hadFocus = controls.some((control) => control !== fitting && control.contains(document.activeElement));
  for (const control of controls) control.hidden = control !== fitting;
  if (hadFocus) (fitting === form ? form.elements[0] : fitting).focus();
}

function showExpiry({ expiresAt }) {
  const seconds = Math.ceil((expiresAt - Date.now()) / 1000);
  byId('expiry').textContent =
    expiresAt === null
      ? 'none yet'
      : seconds > 0
        ? `expires in ${seconds} s`
        : 'expired; the next message brings a new one';
}

function showEvent(what) {
  const item = document.createElement('li');
  const time = document.createElement('time');
  const text = document.createElement('span');
  time.textContent = new Date().toLocaleTimeString('en-GB');
  text.textContent = what;
  item.append(time, text);
  byId('events').prepend(item);
  while (byId('events').childElementCount > shownEvents) byId('events').lastElementChild.remove();
}

function* changes(state, previous) {
  if (state.phase !== previous.phase) yield `phase: ${state.phase}`;
  if (state.busy !== previous.busy) yield state.busy ? `${state.busy} begins` : `${previous.busy} has ended`;
  // The text holds no name and no ID, because the next visitor can read it too.
  if (state.user?.userName !== previous.user?.userName) yield state.user ? 'user: somebody' : 'user: nobody';
  if (state.subject !== previous.subject) yield state.subject ? 'subject: a new one' : 'subject: none';
  if (state.expiresAt !== null && state.expiresAt !== previous.expiresAt) yield 'token: a new one';
}
