import '../../kit/tokens.css';
import '../../kit/base.css';
import '../../kit/controls.css';
import '../../kit/layers.css';
import '../../kit/table.css';
import '../../kit/tabs.css';
import '../../kit/tree.css';
import '../frame/frame.css';
