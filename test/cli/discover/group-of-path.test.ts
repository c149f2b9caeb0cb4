import { expect, test } from '@jest/globals';
import { groupOfPath, patternsOf } from '../../../cli/discover/group-of-path.ts';

test.each([
  ['/api/v2/products/:id', 'api-products', '/api/v2/products'],
  ['/products', 'products', '/products'],
  ['/de/products/:id', 'de-products', '/de/products'],
  ['/', 'root', '/'],
  ['/api', 'api', '/api'],
  ['/api/', 'root', '/api/'],
  ['/:id', 'rest', '/:id'],
  ['/api/:id/x', 'rest', '/api/:id'],
  ['/a%20b', 'rest', '/a%20b'],
  ['/*', 'rest', '/*'],
  ['/app.js', 'app', '/app.js'],
  ['/404', 'group-404', '/404'],
  ['/Some_Very-Long.Name.Of.Something', 'some-very-long', '/Some_Very-Long.Name.Of.Something'],
])('%s is about %s', (path, name, prefix) => expect(groupOfPath(path)).toEqual({ name: path.includes('Some') ? expect.stringMatching(/^some-very-long/) : name, prefix }));

test.each([
  ['/api/products', ['/api/products', '/api/products/*']],
  // These lead to other groups too.
  ['/api', ['/api']],
  ['/', ['/']],
])('the patterns of %s', (prefix, patterns) => expect(patternsOf(prefix)).toEqual(patterns));
