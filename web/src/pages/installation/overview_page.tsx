import { PageHead } from '~/parts/layout';

export default function Page() {
  return <PageHead title="installation/overview_page" />;
}
