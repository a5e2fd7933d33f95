import { PageHead } from '~/parts/layout';

export default function Page() {
  return <PageHead title="catalogue/catalogue_page" />;
}
