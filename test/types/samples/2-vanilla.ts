import { isSecureWebChatError, SecureWebChat } from 'secure-web-chat';

const chat = new SecureWebChat<{ userName: string }>({
  webChat: {
    integrationID: 'a',
    region: 'us-south',
    serviceInstanceID: 'b',
    onLoad: (instance) => {
      instance.on({
        type: 'pre:send',
        handler: ({ data }) => {
          const skill_variables = { Page: location.pathname }; // the only place where actions read variables
          data.context = { ...data.context, skills: { ...data.context?.skills, 'actions skill': { skill_variables } } };
        },
      });
    },
  },
  tokenEndpoint: '/createJWT',
  loginEndpoint: '/authenticate',
  logoutEndpoint: '/logout',
});

const form = document.querySelector('form')!;
const status = document.querySelector<HTMLElement>('[role=status]')!;

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    await chat.login(new FormData(form)); // urlencoded/multipart backends; a plain object goes as JSON
  } catch (error) {
    status.textContent =
      isSecureWebChatError(error) && error.code === 'LOGIN_REJECTED' ? 'Wrong name or password' : 'Please try again';
  }
});
document.querySelector('#logout')!.addEventListener('click', () => chat.logout());
document.querySelector('#help')!.addEventListener('click', () => chat.open()); // nothing is loaded before this click, if load() is left out

chat.on('change', ({ user }) => {
  status.textContent = user ? `Hello, ${user.userName}` : 'You are not logged in';
});
chat.on('error', (error) => console.warn(error.code, error.help));
await chat.load();
