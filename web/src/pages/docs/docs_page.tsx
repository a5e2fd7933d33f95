import { PageHead } from '~/parts/layout';

export default function Page() {
  return <PageHead title="docs/docs_page" />;
}
