import { startMessages } from './messages';

await startMessages('en');
