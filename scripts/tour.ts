/** The guided tour, as a program of its own: `npm start` starts it as a user who can have Chromium's sandbox. */
import { runTour } from '../e2e/tour/tour.ts';
import { root } from './run.ts';

process.exitCode = await runTour({ say: (line) => console.log(line), pictures: `${root}/tour` });
