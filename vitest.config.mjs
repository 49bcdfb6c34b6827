/** Every level of the tests but the editor suites, which need a real VS Code around them. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/vscode/**', '**/node_modules/**'],
    // Some tests compile Go or read the whole standard library.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
