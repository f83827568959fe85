/** In this order: later files refine earlier ones. */
import '@fontsource-variable/besley/wght.css';
import '@fontsource-variable/public-sans/wght.css';
import './tokens.css';
import './base.css';
import './window.css';
import './controls.css';
import './keys.css';
import './slip.css';
import './dialog.css';
import './connect.css';
import './programs.css';
import './settings-file.css';
import './incident.css';
import './exposure.css';
import './audit.css';
import './people.css';
import './welcome.css';
