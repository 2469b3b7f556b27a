"""The classifier: an encoder, its vector of a text, numbers beside it, and a linear head."""

from __future__ import annotations

from typing import Any

from tinbergen.text.encoder import pooled
from tinbergen.text.module import Module
from tinbergen.text.parts import need


class Classifier(Module):
    """Logits of labels, (rows, labels), from tokens, mask and numbers (rows, columns).

    Numbers are fused late: they stand beside the text's vector under one linear head.
    """

    def __init__(
        self, encoder: Any, width: int, labels: int, *, pooling: str = "mean",
        dropout: float = 0.1, numbers: int = 0,
    ) -> None:  # fmt: skip
        torch = need("torch")
        super().__init__()
        self.encoder = encoder
        self.pooling = pooling
        self.dropout = torch.nn.Dropout(dropout)
        self.head = torch.nn.Linear(width + numbers, labels)

    def vectors(self, ids: Any, mask: Any) -> Any:
        """One vector a text, (rows, width)."""
        found = self.encoder(input_ids=ids, attention_mask=mask)
        return pooled(found.last_hidden_state, mask, self.pooling)

    def forward(self, ids: Any, mask: Any, numbers: Any = None) -> Any:
        torch = need("torch")
        vectors = self.vectors(ids, mask)
        if numbers is not None and numbers.shape[1]:
            vectors = torch.cat([vectors, numbers.to(vectors.dtype)], dim=1)
        vectors, device = self.dropout(vectors), vectors.device.type
        if not torch.is_autocast_enabled(device):
            return self.head(vectors)
        # Mixed precision is for the encoder: logits of 8 bits would differ by quarters.
        with torch.autocast(device, enabled=False):
            return self.head(vectors.to(self.head.weight.dtype))
