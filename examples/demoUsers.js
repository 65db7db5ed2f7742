/** The two users of the demo. Both have the password `lendyr-demo`. */

/** @type {readonly import('./backend/store.js').User[]} */
export const demoUsers = [
  {
    username: 'cade',
    passwordHash: '16384:8:5:GnRFU99iRng2qReJwYGZxQ:PYgkaVqgx6NPkB4uoJ2Y0kYDYYuoSBbr40Sgf2HHaXs',
    userName: 'Cade',
    customUserID: 'cade-id',
  },
  {
    username: 'ana',
    passwordHash: '16384:8:5:Oznn-LLRt_GTmk16c3fSTA:wY91hqJQAIo5o2-5adh4_j3j3ytuaDHHT2WCm-Zeo6A',
    userName: 'Ana',
    customUserID: 'ana-id',
  },
];
