import { RrGallery } from './rr-gallery.ts';

document.body.append(new RrGallery());
