import { ofKind } from './entry.js'

/** Packages: what packages.yml asks for, where they come from, and whether they are there. */
export const dependencyErrors = ofKind('Dependency', {
  'packages-not-valid': {
    means: 'packages.yml, dependencies.yml or package-lock.yml is not of the shape that dbt reads.',
    mend: 'write a list packages, each entry with package and version, or with git, local, or tarball and name',
  },
  'packages-not-installed': {
    means: 'packages.yml asks for more packages than stand in the folder of packages.',
    mend: 'run tdbt deps',
  },
  'packages-not-writable': {
    means: 'The folder of packages (`packages-install-path`) can not be written.',
    mend: 'check the rights and the space of the folder',
  },
  'package-name-twice': {
    means: 'Two packages, or a package and the project, have the same name in their dbt_project.yml.',
    mend: 'take one of them out of packages.yml, or rename the project',
  },
  'package-not-found': {
    means: 'The hub has no package of that name, or a local package is no folder.',
    mend: 'correct the name; packages of the hub are written namespace/name',
  },
  'package-version-not-found': {
    means: 'The hub has the package, but none of its versions is what packages.yml asks for.',
    mend: 'ask for another version',
  },
  'package-versions-conflict': {
    means: 'The project and its packages ask for versions of one package that no version is.',
    mend: 'ask for versions that all of them agree to, or take other versions of the packages that disagree',
  },
  'package-private': {
    means: '`private:` names a package that only dbt Cloud knows the address of.',
    mend: 'write its address instead: git: https://... or git@...',
  },
  'package-not-valid': {
    means:
      'What was fetched is no package: it has no dbt_project.yml, or an archive that can not be unpacked safely.',
    mend: 'look at what the address holds; of a repository with several projects name the subdirectory',
  },
  'package-not-downloaded': {
    means:
      'A package, or what the hub says of it, could not be read over the network. What was installed is still there.',
    mend: 'check the network and HTTPS_PROXY; DBT_PACKAGE_HUB_URL names a mirror of the hub',
  },
  'git-failed': {
    means: 'git could not fetch a package. What was installed is still there.',
    mend: 'try git ls-remote with the address; what it needs (keys, a proxy, url.<base>.insteadOf) is set with git config',
  },
  'git-not-found': {
    means: 'Packages from git are fetched by the program git, which is not there.',
    mend: 'install git, or take the package from the hub or an archive',
  },
  'version-not-valid': {
    means: 'A version, or a condition on versions, is not written as dbt reads it.',
    mend: 'write three numbers, with >=, >, <=, < or = before them where others will do: ">=1.0.0"',
  },
})
