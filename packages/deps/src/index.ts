export { addPackage, type NewPackage } from './add-package.js'
export { type InstallOptions, installPackages } from './install-packages.js'
export type { DepsProgress } from './progress.js'
