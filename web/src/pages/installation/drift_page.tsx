import { PageHead } from '~/parts/layout';

export default function Page() {
  return <PageHead title="installation/drift_page" />;
}
