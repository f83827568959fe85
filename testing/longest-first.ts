import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take ten seconds and more. */
const long = /(?:rotation-faults|\.property|cli\/program|rotation-on-real-parts|driver|bridge\/\w+|edit-)/;

/**
 * Within each project what takes long begins first, so that nobody waits for it at the end. Vitest remembers how long each file
 * took, but a fresh clone has no such memory and goes by the size of files.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const later = ({ moduleId }: TestSpecification): number => (long.test(moduleId) ? 0 : 1);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return projects.flatMap((project) =>
      sorted.filter((file) => file.project === project).sort((one, other) => later(one) - later(other)),
    );
  }
}
