import '../../renderer/styles/every-style.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '../../renderer/app/app.tsx';
import { createStores, openStores } from '../../renderer/store/stores.ts';
import { exampleNow } from './example-views.ts';
import { fakeCompanion } from './fake-companion.ts';
import { scenarios } from './scenarios.ts';

/**
 * The real window on a companion in memory, for development only: `npx vite .`, then open
 * `/testing/gallery/gallery.html?scenario=keys-stale#keys`. The names are those of `scenarios.ts`.
 */
const name = new URLSearchParams(window.location.search).get('scenario') ?? 'welcome';
const place = document.getElementById('root');
const { api } = fakeCompanion(scenarios[name] ?? {});
const stores = createStores(api, () => exampleNow);
openStores(stores, api);
if (place)
  createRoot(place).render(
    <StrictMode>
      <App stores={stores} />
    </StrictMode>,
  );
