import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './app/tokens.css';
import './app/base.css';

import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { startTheme } from './app/theme';
import { startMessages } from './messages';
import { joinSession } from './session/session';

startTheme();
await Promise.all([startMessages(), joinSession()]);
createRoot(document.getElementById('root')!).render(<App />);
