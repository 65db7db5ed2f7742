// What Astro's component `ClientRouter` does with a click on a link, around Astro's own router.
import { navigate } from './node_modules/astro/dist/transitions/router.js';

document.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link) return;
  event.preventDefault();
  navigate(link.href, { sourceElement: link });
});
