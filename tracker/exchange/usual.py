"""Bodies and groups that go by the same name in every province, proposed where an annex names them.

They are those of a province's administration and of the centre before and after the reorganisation of March 2025
(the departments of Nghị định 45/2025/NĐ-CP), and the wordings by which plans name groups. A body of one province
alone is proposed from the annex itself.
"""

from datetime import date

from tracker.plan.agency import Agency, AgencyKind
from tracker.plan.names import NO_AGENCY, AgencyId

_OF_THE_PROVINCE = (AgencyKind.DEPARTMENT, AgencyKind.OFFICE, AgencyKind.INSPECTORATE)

# id | name | short names | symbols | other spellings | kind | first day | last day
_TABLE = """
ban-can-su-dang-ubnd-tinh|Ban Cán sự đảng UBND tỉnh|BCSĐ UBND tỉnh|BCSĐ||party||2025-02-28
ban-chap-hanh-trung-uong-dang|Ban Chấp hành Trung ương Đảng|BCH Trung ương|TW|Ban chấp hành Trung ương|party||
ban-dan-toc|Ban Dân tộc|BDT|BDT|Ban Dân tộc tỉnh|department||2025-02-28
bo-dan-toc-va-ton-giao|Bộ Dân tộc và Tôn giáo|BDTTG;Bộ DT&TG|BDTTG||ministry|2025-03-01|
bo-giao-duc-va-dao-tao|Bộ Giáo dục và Đào tạo|BGDĐT;Bộ GD&ĐT|BGDĐT||ministry||
bo-giao-thong-van-tai|Bộ Giao thông vận tải|BGTVT;Bộ GTVT|BGTVT||ministry||2025-02-28
bo-ke-hoach-va-dau-tu|Bộ Kế hoạch và Đầu tư|BKHĐT;Bộ KH&ĐT|BKHĐT||ministry||2025-02-28
bo-khoa-hoc-va-cong-nghe|Bộ Khoa học và Công nghệ|BKHCN;Bộ KH&CN|BKHCN|Bộ KHCN|ministry||
bo-lao-dong-thuong-binh-va-xa-hoi|Bộ Lao động - Thương binh và Xã hội|BLĐTBXH;Bộ LĐ-TB&XH|BLĐTBXH||ministry||2025-02-28
bo-ngoai-giao|Bộ Ngoại giao|BNG|BNG||ministry||
bo-noi-vu|Bộ Nội vụ|BNV|BNV||ministry||
bo-nong-nghiep-va-moi-truong|Bộ Nông nghiệp và Môi trường|BNN&MT;Bộ NN&MT|BNNMT||ministry|2025-03-01|
bo-nong-nghiep-va-phat-trien-nong-thon|Bộ Nông nghiệp và Phát triển nông thôn|BNN&PTNT;Bộ NN&PTNT|BNNPTNT;BNN||ministry||2025-02-28
bo-tai-chinh|Bộ Tài chính|BTC|BTC||ministry||
bo-tai-nguyen-va-moi-truong|Bộ Tài nguyên và Môi trường|BTNMT;Bộ TN&MT|BTNMT||ministry||2025-02-28
bo-thong-tin-va-truyen-thong|Bộ Thông tin và Truyền thông|BTTTT;Bộ TT&TT|BTTTT||ministry||2025-02-28
bo-van-hoa-the-thao-va-du-lich|Bộ Văn hóa, Thể thao và Du lịch|BVHTTDL;Bộ VH,TT&DL|BVHTTDL||ministry||
bo-xay-dung|Bộ Xây dựng|BXD|BXD||ministry||
bo-y-te|Bộ Y tế|BYT|BYT||ministry||
buu-dien-tinh|Bưu điện tỉnh|Bưu điện tỉnh|||outside||
chinh-phu|Chính phủ|CP|CP||central||
dang-uy-ubnd-tinh|Đảng ủy UBND tỉnh|ĐU UBND tỉnh|||party|2025-03-01|
hdnd-tinh|Hội đồng nhân dân tỉnh|HĐND tỉnh|HĐND||council||
nhom-ban-quan-ly-du-an|Các Ban quản lý dự án|Ban QLDA|||group||
nhom-bo-nganh|Các bộ, ngành|Bộ, ngành|||group||
nhom-cap-co-tham-quyen|Cấp có thẩm quyền|Cấp thẩm quyền|||group||
nhom-co-quan-chuyen-mon-cap-huyen|Các cơ quan chuyên môn thuộc UBND cấp huyện|CQCM cấp huyện;cơ quan chuyên môn cấp huyện|||group||2025-06-30
nhom-co-quan-don-vi-dia-phuong|Các cơ quan, đơn vị, địa phương|CQ, ĐV, địa phương||đơn vị, địa phương|group||
nhom-co-quan-don-vi-lien-quan|Các cơ quan, đơn vị liên quan|CQ, ĐV liên quan||cơ quan có liên quan;đơn vị có liên quan;cơ quan, đơn vị|group||
nhom-dia-phuong|Các địa phương|Địa phương||địa phương liên quan;địa phương liên quan được chọn thí điểm|group||
nhom-don-vi-su-nghiep-cong-lap|Các đơn vị sự nghiệp công lập|ĐVSN công lập||đơn vị sự nghiệp|group||
nhom-hiep-hoi-lien-quan|Các hiệp hội có liên quan|Hiệp hội liên quan|||group||
nhom-so-ban-nganh-dia-phuong|Các sở, ban, ngành, địa phương|Sở, ngành, địa phương|||group||
nhom-so-ban-nganh|Các sở, ban, ngành|Sở, ban, ngành||sở, ngành;sở, ngành, đơn vị;cơ quan chuyên môn thuộc UBND tỉnh;cơ quan chuyên môn cấp tỉnh|group||
nhom-so-nganh-lien-quan|Các sở, ngành liên quan|Sở, ngành liên quan||sở, ban, ngành liên quan|group||
nhom-so-quan-ly-chuyen-nganh|Các sở quản lý chuyên ngành|Sở chuyên ngành|||group||
nhom-to-chuc-tu-van|Các tổ chức tư vấn|Tổ chức tư vấn||đơn vị tư vấn|group||
nhom-truong-dai-hoc-cao-dang|Các Trường Đại học và Trường Cao đẳng|Trường ĐH, CĐ|||group||
nhom-ubnd-cap-huyen|UBND các huyện, thị xã, thành phố|UBND cấp huyện||các huyện, thị xã, thành phố|group||2025-06-30
nhom-ubnd-cap-xa|UBND các xã, phường, thị trấn|UBND cấp xã||UBND các xã, phường, đặc khu|group||
so-cong-thuong|Sở Công Thương|SCT|SCT||department||
so-dan-toc-va-ton-giao|Sở Dân tộc và Tôn giáo|SDTTG;Sở DT&TG|SDTTG||department|2025-03-01|
so-du-lich|Sở Du lịch|SDL|SDL||department||2025-02-28
so-giao-duc-va-dao-tao|Sở Giáo dục và Đào tạo|SGDĐT;Sở GD&ĐT;GD&ĐT|SGDĐT||department||
so-giao-thong-van-tai|Sở Giao thông vận tải|SGTVT;Sở GTVT;GTVT|SGTVT|Giao thông Vận tải|department||2025-02-28
so-ke-hoach-va-dau-tu|Sở Kế hoạch và Đầu tư|SKHĐT;Sở KH&ĐT;KHĐT|SKHĐT||department||2025-02-28
so-khoa-hoc-va-cong-nghe|Sở Khoa học và Công nghệ|SKHCN;Sở KH&CN;KHCN|SKHCN||department||
so-lao-dong-thuong-binh-va-xa-hoi|Sở Lao động - Thương binh và Xã hội|SLĐTBXH;Sở LĐ-TB&XH;LĐ-TB&XH|SLĐTBXH||department||2025-02-28
so-ngoai-vu|Sở Ngoại vụ|SNgV|SNgV||department||
so-noi-vu|Sở Nội vụ|SNV|SNV||department||
so-nong-nghiep-va-moi-truong|Sở Nông nghiệp và Môi trường|SNN&MT;Sở NN&MT|SNNMT||department|2025-03-01|
so-nong-nghiep-va-phat-trien-nong-thon|Sở Nông nghiệp và Phát triển nông thôn|SNN&PTNT;Sở NN&PTNT;NN&PTNT|SNN;SNNPTNT||department||2025-02-28
so-tai-chinh|Sở Tài chính|STC|STC||department||
so-tai-nguyen-va-moi-truong|Sở Tài nguyên và Môi trường|STNMT;Sở TN&MT;TN&MT|STNMT||department||2025-02-28
so-thong-tin-va-truyen-thong|Sở Thông tin và Truyền thông|STTTT;Sở TT&TT;TTTT|STTTT||department||2025-02-28
so-tu-phap|Sở Tư pháp|STP|STP||department||
so-van-hoa-the-thao-va-du-lich|Sở Văn hóa, Thể thao và Du lịch|SVHTTDL;Sở VH,TT&DL;Sở VHTT&DL|SVHTTDL||department|2025-03-01|
so-van-hoa-va-the-thao|Sở Văn hóa và Thể thao|SVHTT;Sở VH&TT;VH&TT|SVHTT||department||2025-02-28
so-xay-dung|Sở Xây dựng|SXD|SXD||department||
so-y-te|Sở Y tế|SYT|SYT||department||
thanh-tra-tinh|Thanh tra tỉnh|TTT|TTT||inspectorate||
thu-tuong-chinh-phu|Thủ tướng Chính phủ|TTg;Thủ tướng|TTg||central||
tinh-uy|Tỉnh ủy|Tỉnh ủy|TU|Ban Chấp hành Đảng bộ tỉnh|party||
tong-cuc-tieu-chuan-do-luong-chat-luong|Tổng cục Tiêu chuẩn Đo lường Chất lượng|TĐC|TĐC||outside||
trung-uong|Trung ương|||cơ quan trung ương|central||
ubnd-tinh|Ủy ban nhân dân tỉnh|UBND tỉnh|UBND||committee||
uy-ban-dan-toc|Ủy ban Dân tộc|UBDT|UBDT||ministry||2025-02-28
van-phong-chinh-phu|Văn phòng Chính phủ|VPCP|VPCP||ministry||
van-phong-ubnd-tinh|Văn phòng UBND tỉnh|VP UBND tỉnh|VPUBND||office||
vcci|Liên đoàn Thương mại và Công nghiệp Việt Nam|VCCI|VCCI|Phòng Thương mại và Công nghiệp Việt Nam|outside||
"""  # noqa: E501  one body a line, whatever its length


def usual_agencies(parent: AgencyId) -> tuple[Agency, ...]:
    """Return the bodies every province knows; ``parent`` is the province's People's Committee."""
    return tuple(_agency(line.split("|"), parent) for line in _TABLE.strip().split("\n"))


def _agency(cells: list[str], parent: AgencyId) -> Agency:
    id, name, short, symbols, aliases, kind, first, last = cells
    told = AgencyKind(kind)
    return Agency(
        id=AgencyId(id),
        name=name,
        short=_several(short),
        symbols=_several(symbols),
        aliases=_several(aliases),
        kind=told,
        parent=parent if told in _OF_THE_PROVINCE else NO_AGENCY,
        valid_from=date.fromisoformat(first) if first else None,
        valid_to=date.fromisoformat(last) if last else None,
        open=told is AgencyKind.GROUP,
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(each for each in text.split(";") if each)
