/** Mocha's own build for browsers; importing it defines `mocha` and the functions of its interface. */
declare module 'mocha/mocha.js';
