// Handles a click on a link with Astro's router, as Astro's component `ClientRouter` does.
import { navigate } from './node_modules/astro/dist/transitions/router.js';

document.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link) return;
  event.preventDefault();
  navigate(link.href, { sourceElement: link });
});
