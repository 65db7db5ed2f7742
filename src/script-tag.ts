/** The entry of the `<script>` file: defines `window.SecureWebChat`. */
import { SecureWebChat } from './SecureWebChat.js';

Object.assign(window, { SecureWebChat });
