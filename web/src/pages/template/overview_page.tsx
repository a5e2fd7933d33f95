import { PageHead } from '~/parts/layout';

export default function Page() {
  return <PageHead title="template/overview_page" />;
}
