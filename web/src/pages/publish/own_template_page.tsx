import { PageHead } from '~/parts/layout';

export default function Page() {
  return <PageHead title="publish/own_template_page" />;
}
